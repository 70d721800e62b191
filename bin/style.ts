import { createColors } from 'picocolors';

export { printable } from '../lib/printable.js';

/** How words look on a terminal; as they are everywhere else. */
export interface Style {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  doubtful(text: string): string;
}

export function styleOf(colour: boolean): Style {
  const colours = createColors(colour);
  return {
    strong: colours.bold,
    faint: colours.dim,
    good: colours.green,
    bad: colours.red,
    doubtful: colours.yellow,
  };
}

/** Rows in columns, two spaces apart, nothing behind the last word of a row. Widths count what is seen, not colours. */
export function columns(rows: readonly (readonly string[])[], indent = ''): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, visible(cell));
    });
  return rows
    .map((row) => {
      const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - visible(cell)));
      return `${indent}${cells.join('  ')}`.trimEnd();
    })
    .join('\n');
}

/** An instant as people read it, to the second. */
export function moment(instant: string): string {
  return instant.replace(/\.\d+Z$/, 'Z');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const COLOUR = /\u001b\[[0-9;]*m/g;

function visible(text: string): number {
  return [...text.replace(COLOUR, '')].length;
}
