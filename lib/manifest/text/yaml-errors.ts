import type { YAMLError } from 'yaml';
import type { SourceText } from './source-text.js';

/** What a YAML syntax error means, and the place where it is to be mended. */
export interface ExplainedError {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

/** What a YAML syntax error means, said without the parser's jargon; `openQuote` is where a quote opens that never closes. */
export function explainYamlError(
  error: YAMLError,
  { text }: SourceText,
  openQuote: number | undefined,
): ExplainedError {
  const [offset] = error.pos;
  const line = lineAt(text, offset);
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { offset, message: 'a tab is used for indentation', hint: 'YAML indents with spaces only' };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return explainNested(text, offset);
    case 'MULTILINE_IMPLICIT_KEY':
      return { offset, message: `a ":" is missing${quoted(line)}` };
    case 'BAD_INDENT':
      return error.message.startsWith('Flow')
        ? unclosedBracket(text, offset, error.message.includes('end with a ]') ? ']' : '}')
        : misplaced(text, contentFrom(text, startOfLine(text, offset)));
    case 'BAD_SCALAR_START':
      return { offset, message: `a text cannot begin with "${text[offset]}"${quoted(line)}`, hint: 'put it in quotes' };
    case 'BLOCK_IN_FLOW':
      return {
        offset,
        message: `inside brackets there is one ":" too many${quoted(line)}`,
        hint: 'put the value in quotes, or see whether a comma is missing',
      };
    case 'BAD_ALIAS':
      return { offset, message: `an alias names an anchor that is not there${quoted(line)}` };
    case 'MULTIPLE_TAGS':
    case 'MULTIPLE_ANCHORS':
    case 'BAD_DIRECTIVE':
    case 'MISSING_CHAR':
    case 'UNEXPECTED_TOKEN':
      if (error.message.startsWith('Implicit map keys')) return { offset, message: `a ":" is missing${quoted(line)}` };
      if (error.message.startsWith('Sequence item without')) {
        const place = contentFrom(text, startOfLine(text, offset));
        return {
          offset: place,
          message: `the indentation does not fit the list before${quoted(lineAt(text, place))}`,
          hint: 'begin it with "- ", or move it in line with what it belongs to',
        };
      }
      if (error.message.startsWith('Missing closing')) return unclosedQuote(text, offset, openQuote);
      if (/^Unexpected .*(?: at node end| token)/.test(error.message))
        return {
          offset,
          message: `this does not belong here${quoted(line)}`,
          hint: 'see whether a bracket, a quote or a ":" is missing before it',
        };
      return { offset, message: `${lowerFirst(firstSentence(error.message))}${quoted(line)}` };
    default:
      return { offset, message: `not valid YAML: ${lowerFirst(firstSentence(error.message))}` };
  }
}

/**
 * A key where none can be. That is a second `key:` in one line, or a line that is indented otherwise than the lines to
 * which it belongs: the parser then points at the value before it, or at the beginning of the line.
 */
function explainNested(text: string, offset: number): ExplainedError {
  const start = startOfLine(text, offset);
  if (text.slice(start, offset).trim() === '') return misplaced(text, contentFrom(text, start));
  const line = lineAt(text, offset);
  if (/:(?:\s|$)/.test(text.slice(offset, endOfLine(text, offset)).trimEnd()))
    return {
      offset,
      message: `the line "${clip(line)}" has one ":" too many: what stands after "key:" in the same line cannot be a key again`,
      hint: 'remove the second ":", or put the value in quotes',
    };
  return misplaced(text, contentFrom(text, endOfLine(text, offset) + 1));
}

/** The parser notices a bracket that is not closed at the line with which something else begins. */
function unclosedBracket(text: string, offset: number, bracket: string): ExplainedError {
  const place = contentFrom(text, offset);
  const line = lineAt(text, place);
  if (line.startsWith(bracket)) return misplaced(text, place);
  const before = place < text.length && startOfLine(text, place) > 0;
  return {
    offset: before ? place : offset,
    message: before
      ? `a "${bracket}" is missing before "${clip(line)}"`
      : `a "${bracket}" is missing at the end of the file`,
  };
}

/** An open quote swallows the rest of the file, so what the parser points at is its end. */
function unclosedQuote(text: string, offset: number, openQuote: number | undefined): ExplainedError {
  const place = openQuote ?? offset;
  return { offset: place, message: `a quote is not closed${quoted(lineAt(text, place))}` };
}

function misplaced(text: string, offset: number): ExplainedError {
  return {
    offset,
    message: `the indentation does not fit what stands around it${quoted(lineAt(text, offset))}`,
    hint: 'begin it in the same column as the lines to which it belongs',
  };
}

/** Where the first text begins, from the beginning of a line on, that is neither blank nor a comment. */
function contentFrom(text: string, from: number): number {
  const blank = /(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*/y;
  blank.lastIndex = from;
  const skipped = blank.exec(text)?.[0].length ?? 0;
  return from + skipped < text.length ? from + skipped : Math.min(from, text.length);
}

function startOfLine(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

function firstSentence(message: string): string {
  return (message.split('\n', 1)[0] ?? '').replace(/ at line \d+.*$/, '').replace(/[.:]$/, '');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function quoted(line: string): string {
  if (line === '') return '';
  return `: "${clip(line)}"`;
}

function clip(line: string): string {
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** The line in which an offset lies, without the white space around it. */
function lineAt(text: string, offset: number): string {
  return text.slice(startOfLine(text, offset), endOfLine(text, offset)).trim();
}
