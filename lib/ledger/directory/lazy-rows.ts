import { sha256 } from '../../canonical.js';

/** Where a checkpoint is read from, piece by piece; a piece may come out shorter than asked for. */
export interface CheckpointFile {
  read(position: number, length: number): Buffer;
}

/** Where rows stand in a file: few objects, because there are many rows. */
export interface RowPlaces {
  /** Of each row's line, in bytes. */
  readonly lengths: readonly number[];
  /** The beginnings of the lines' SHA-256, one behind the other. */
  readonly checks: string;
}

const CHECK_DIGITS = 8;

/** From so many rows on it is faster to read all at once. */
const READ_ONE_BY_ONE = 32;

/** Writes rows one behind the other. */
export class RowWriter {
  readonly lines: Buffer[] = [];

  add<Key extends string, Row>(rows: Readonly<Record<Key, Row>>, keys: readonly Key[]): RowPlaces {
    const lines = keys.map((key) => Buffer.from(`${JSON.stringify(rows[key])}\n`));
    for (const line of lines) this.lines.push(line);
    return { lengths: lines.map(({ length }) => length), checks: lines.map(checkOf).join('') };
  }
}

/** Rows that are read and parsed when they are first used. */
export class LazyRows {
  private reads = 0;
  private all: Buffer | undefined;
  private taken = 0;

  /** @param begin where in the file the first row begins */
  constructor(
    private readonly file: CheckpointFile,
    private readonly begin: number,
  ) {}

  /** The next rows of the file as a record. `recover` is for a row whose line is not what was written. */
  take<Key extends string, Row>(
    keys: readonly Key[],
    { lengths, checks }: RowPlaces,
    recover: (key: Key) => Row | undefined,
  ): Record<Key, Row> {
    const rows = Object.create(null) as Record<Key, Row>;
    keys.forEach((key, index) => {
      const from = this.taken;
      const length = lengths[index] ?? 0;
      this.taken += length;
      let row: Row | undefined;
      const get = (): Row | undefined => {
        const check = checks.slice(index * CHECK_DIGITS, (index + 1) * CHECK_DIGITS);
        row ??= Object.freeze(this.parse<Row>(from, length, check) ?? recover(key));
        return row;
      };
      Object.defineProperty(rows, key, { get, enumerable: true, configurable: true });
    });
    return rows;
  }

  private parse<Row>(from: number, length: number, check: string): Row | undefined {
    const line = this.line(from, length);
    return checkOf(line) === check ? (JSON.parse(line.toString('utf8')) as Row) : undefined;
  }

  private line(from: number, length: number): Buffer {
    this.reads++;
    if (this.reads > READ_ONE_BY_ONE) this.all ??= this.file.read(this.begin, this.taken);
    return this.all?.subarray(from, from + length) ?? this.file.read(this.begin + from, length);
  }
}

function checkOf(line: Buffer): string {
  return sha256(line).slice(0, CHECK_DIGITS);
}
