import { canonicalJson } from '../canonical.js';

/**
 * The text by which templates are compared: canonical JSON, with a question mark for each character beyond ASCII, because
 * CloudFormation gives nothing else back. Undefined for what is no template in JSON.
 */
export function jsonTemplateText(body: string): string | undefined {
  try {
    return comparableText(JSON.parse(body));
  } catch {
    return undefined;
  }
}

/** The same of a template that was read already; undefined for what is none. */
export function comparableText(template: unknown): string | undefined {
  if (template === null || typeof template !== 'object' || Array.isArray(template)) return undefined;
  return canonicalJson(template).replace(/[\u{80}-\u{10ffff}]/gu, '?');
}
