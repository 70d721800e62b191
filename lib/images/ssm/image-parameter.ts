import type { Parameter } from '@aws-sdk/client-ssm';
import { type Instant, parseInstant } from '../../ids.js';
import type { Problem } from '../../problem.js';
import type { LabelledImage } from '../catalogue.js';
import { formatImageReference } from '../image-reference.js';
import { readImage } from '../normalise-image.js';
import type { ImagesProblemCode } from '../problems.js';
import { quote } from '../quote.js';

/** What SSM tells of a parameter, or of one version in its history. */
export type ParameterFacts = Pick<Parameter, 'Name' | 'Type' | 'Value' | 'Version' | 'LastModifiedDate'>;

/** The image that a parameter holds, whoever wrote it, or the problem that it holds none. */
export function readImageParameter(parameter: ParameterFacts): LabelledImage | { readonly problem: Problem } {
  const { Type: type, Value: value = '', Version: version, LastModifiedDate: modified } = parameter;
  if (type !== 'String') return unreadable(parameter, `it is a ${type ?? 'parameter without a type'} and not a String`);
  const read = readImage(value);
  if ('problem' in read) return unreadable(parameter, read.problem.message);
  const at = instantOf(modified);
  if (version === undefined || at === undefined) return unreadable(parameter, 'SSM tells no version of it');
  return { image: formatImageReference(read.reference), version, at };
}

function instantOf(date: Date | undefined): Instant | undefined {
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : parseInstant(date.toISOString());
}

function unreadable({ Name: name = '' }: ParameterFacts, why: string): { readonly problem: Problem } {
  const code: ImagesProblemCode = 'UnreadableParameter';
  return {
    problem: {
      code,
      message: `parameter ${quote(name)} holds no image: ${why}`,
      hint: `delete it, or write the image there: aws ssm put-parameter --name ${name} --type String --overwrite --value <image>`,
    },
  };
}
