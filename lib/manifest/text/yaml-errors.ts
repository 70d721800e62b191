import type { YAMLError } from 'yaml';
import type { SourceText } from './source-text.js';

/** What a YAML syntax error means, said without the parser's jargon. */
export function explainYamlError(error: YAMLError, source: SourceText): { message: string; hint?: string } {
  const offset = error.pos[0];
  const line = lineAt(source.text, offset).trim();
  if (/^(?:<{7}|={7}|>{7})/.test(line)) return { message: `a merge was not finished here: "${clip(line)}"` };
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { message: 'a tab is used for indentation', hint: 'YAML indents with spaces only' };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        message: `the line "${clip(line)}" has one ":" too many: what stands after "key:" in the same line cannot be a key again`,
        hint: 'remove the second ":", or put the value in quotes',
      };
    case 'MULTILINE_IMPLICIT_KEY':
      return { message: `a ":" is missing${quoted(line)}` };
    case 'BAD_INDENT':
      return { message: `the indentation does not fit what stands around it${quoted(line)}` };
    case 'BAD_ALIAS':
      return { message: `an alias names an anchor that is not there${quoted(line)}` };
    case 'MULTIPLE_TAGS':
    case 'MULTIPLE_ANCHORS':
    case 'BAD_DIRECTIVE':
    case 'MISSING_CHAR':
    case 'UNEXPECTED_TOKEN':
      if (error.message.startsWith('Implicit map keys')) return { message: `a ":" is missing${quoted(line)}` };
      if (error.message.startsWith('Sequence item without'))
        return { message: `the indentation does not fit the list before${quoted(line)}` };
      return { message: `${lowerFirst(firstSentence(error.message))}${quoted(line)}` };
    default:
      return { message: `not valid YAML: ${lowerFirst(firstSentence(error.message))}` };
  }
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

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end === -1 ? text.length : end);
}
