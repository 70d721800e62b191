type Values<Value> = Readonly<Record<string, Value>>;

/**
 * Values that are written once, however often they are used, each a line of JSON that is known by its number. A map is a
 * line with the number of its list of keys, and of each of its values.
 */
export class PoolWriter {
  readonly lines: string[] = [];
  private readonly byText = new Map<string, number>();
  /** What was read from a pool is the same object wherever it is used: it need not be made into text each time. */
  private readonly byIdentity = new Map<unknown, number>();

  addMap<Value>(map: Values<Value>): number {
    return this.known(map, () => {
      const numbers = [Object.keys(map), ...Object.values(map)].map((value) => this.add(value));
      return JSON.stringify(numbers);
    });
  }

  private add(value: unknown): number {
    return this.known(value, () => JSON.stringify(value));
  }

  private known(value: unknown, textOf: () => string): number {
    const before = this.byIdentity.get(value);
    if (before !== undefined) return before;
    const text = textOf();
    const number = this.byText.get(text) ?? this.lines.length;
    if (number === this.lines.length) this.lines.push(text);
    this.byText.set(text, number);
    this.byIdentity.set(value, number);
    return number;
  }
}

/** Reads a pool; each value is parsed when it is first used, and is the same frozen object ever after. */
export class PoolReader {
  private readonly parsed = new Map<number, unknown>();
  private readonly maps = new Map<number, object>();

  /** @param begin which of the lines is the pool's first */
  constructor(
    private readonly lines: readonly string[],
    private readonly begin: number,
  ) {}

  map<Value>(number: number): Values<Value> {
    const known = this.maps.get(number);
    if (known !== undefined) return known as Values<Value>;
    const [keys = 0, ...values] = this.value(number) as readonly number[];
    const names = this.value(keys) as readonly string[];
    // Not by assignment: a key may be called `__proto__`.
    const map = Object.freeze(Object.fromEntries(names.map((name, index) => [name, this.value(values[index] ?? 0)])));
    this.maps.set(number, map);
    return map as Values<Value>;
  }

  private value(number: number): unknown {
    if (!this.parsed.has(number)) {
      const value: unknown = JSON.parse(this.lines[this.begin + number] ?? '');
      this.parsed.set(number, Object.freeze(value));
    }
    return this.parsed.get(number);
  }
}
