/**
 * Rows by key while they are being built. What was shown stays as it is: the first change after showing copies. Rows
 * may be computed on first use (accessor properties); copying and showing does not compute them.
 */
export class Table<Key extends string, Row> {
  private rows: Record<Key, Row>;
  private shown: boolean;
  private mayBeLazy: boolean;

  /** @param ownership `given`: the rows have no prototype and nobody else changes or reads them; else they are copied before a change */
  constructor(rows: Readonly<Record<Key, Row>> | undefined, ownership: 'shared' | 'given') {
    this.rows = rows ?? emptyRows();
    this.shown = rows !== undefined && ownership === 'shared';
    this.mayBeLazy = rows !== undefined;
  }

  get(key: Key): Row | undefined {
    return Object.hasOwn(this.rows, key) ? this.rows[key] : undefined;
  }

  set(key: Key, row: Row): void {
    if (this.shown) this.copy();
    // An assignment would not replace a row that is computed on first use.
    if (this.mayBeLazy)
      Object.defineProperty(this.rows, key, { value: row, enumerable: true, configurable: true, writable: true });
    else this.rows[key] = row;
  }

  show(): Readonly<Record<Key, Row>> {
    this.shown = true;
    return Object.freeze(this.rows);
  }

  private copy(): void {
    const copy = emptyRows<Key, Row>();
    for (const key of Object.keys(this.rows)) {
      const row = Object.getOwnPropertyDescriptor(this.rows, key);
      if (row !== undefined) Object.defineProperty(copy, key, { ...row, configurable: true });
    }
    this.rows = copy;
    this.shown = false;
    this.mayBeLazy = true;
  }
}

/** No prototype: a row may be called `constructor`. */
export function emptyRows<Key extends string, Row>(): Record<Key, Row> {
  return Object.create(null) as Record<Key, Row>;
}
