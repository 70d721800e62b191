import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package as it says of itself that it is. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Finds a package by its name; undefined where there is none. */
export type FindPackage = (name: string) => InstalledPackage | undefined;

/** Finds packages as Node does for a program in that folder, without running anything of theirs. */
export function packagesFor(folder: string): FindPackage {
  return (name) => {
    for (let place = folder; ; place = dirname(place)) {
      const found = read(join(place, 'node_modules', name, 'package.json')) ?? itself(place, name);
      if (found !== undefined || dirname(place) === place) return found;
    }
  };
}

/** A package may call itself by its name. */
function itself(place: string, name: string): InstalledPackage | undefined {
  const found = read(join(place, 'package.json'));
  return found?.name === name ? found : undefined;
}

function read(file: string): InstalledPackage | undefined {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Partial<InstalledPackage> | null;
    return typeof found?.name === 'string' && typeof found.version === 'string'
      ? (found as InstalledPackage)
      : undefined;
  } catch {
    return undefined;
  }
}
