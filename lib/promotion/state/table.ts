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
    this.mayBeLazy = ownership === 'given' && rows !== undefined;
  }

  get(key: Key): Row | undefined {
    // Rows of others may have a prototype, which knows a `constructor`.
    return this.shown && !Object.hasOwn(this.rows, key) ? undefined : this.rows[key];
  }

  set(key: Key, row: Row): void {
    if (this.shown) this.copy();
    // An assignment would not replace a row that is computed on first use.
    if (this.mayBeLazy)
      Object.defineProperty(this.rows, key, { value: row, enumerable: true, configurable: true, writable: true });
    else this.rows[key] = row;
  }

  delete(key: Key): void {
    if (this.get(key) === undefined) return;
    if (this.shown) this.copy();
    delete this.rows[key];
  }

  show(): Readonly<Record<Key, Row>> {
    this.shown = true;
    return Object.freeze(this.rows);
  }

  private copy(): void {
    const copy = emptyRows<Key, Row>();
    this.mayBeLazy = false;
    for (const key of Object.keys(this.rows)) {
      const row = Object.getOwnPropertyDescriptor(this.rows, key);
      if (row?.get !== undefined) this.mayBeLazy = true;
      if (row !== undefined) Object.defineProperty(copy, key, unfrozen(row));
    }
    this.rows = copy;
    this.shown = false;
  }
}

/** No prototype: a row may be called `constructor`. */
export function emptyRows<Key extends string, Row>(): Record<Key, Row> {
  return Object.create(null) as Record<Key, Row>;
}

/** Freezing rows marks each of them; only values know of being writable. */
function unfrozen(row: PropertyDescriptor): PropertyDescriptor {
  return row.get === undefined ? { ...row, configurable: true, writable: true } : { ...row, configurable: true };
}
