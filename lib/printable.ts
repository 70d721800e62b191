// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

/** A text that somebody wrote, on one line and without power over the terminal that shows it. */
export function printable(text: string): string {
  return text.replace(CONTROL, ' ');
}
