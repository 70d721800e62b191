import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders that are gone after the tests of a file. */
export class TemporaryFolders {
  private readonly made: string[] = [];

  constructor() {
    afterAll(() => {
      for (const folder of this.made) rmSync(folder, { recursive: true, force: true });
    });
  }

  make(): string {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-ledger-'));
    this.made.push(folder);
    return folder;
  }
}

/** Every file below a folder with its content. */
export function contentOf(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
}
