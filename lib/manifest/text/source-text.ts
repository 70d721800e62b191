import type { Position } from '../../problem.js';

/** A text with its line breaks counted, so that an offset can be told as line and column. */
export class SourceText {
  private readonly lineStarts: number[] = [0];

  constructor(
    readonly text: string,
    readonly file?: string,
  ) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
  }

  position(offset: number, path?: string): Position {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return {
      ...(this.file === undefined ? {} : { file: this.file }),
      line: low + 1,
      column: offset - (this.lineStarts[low] ?? 0) + 1,
      ...(path === undefined || path === '' ? {} : { path }),
    };
  }

  offset(position: Position | undefined): number {
    return (this.lineStarts[(position?.line ?? 1) - 1] ?? 0) + (position?.column ?? 1) - 1;
  }

  line(offset: number): number {
    return this.position(offset).line ?? 1;
  }
}
