import { cycles, shortestWalk } from './graph.js';
import {
  findsTheFunction,
  folderOfLib,
  isAtTheRim,
  isIn,
  isPure,
  knows,
  packageOf,
  readsTimeZones,
  slowPackages,
} from './layout.js';
import type { Import, SourceFile } from './source-file.js';

/** One law of the layout: what it promises, and every breach of it as `path:line: what is wrong`. */
export interface Rule {
  readonly promise: string;
  breaches(files: readonly SourceFile[]): string[];
}

export const rules = {
  foldersKnowOnlyTheirOwn: overImports(
    'folders of lib know only those that stand before them on the way of a release',
    ({ path }, { file }) => {
      const [from, to] = [folderOfLib(path), file === undefined ? undefined : folderOfLib(file)];
      if (path === 'lib/index.ts' || !isIn(path, 'lib') || to === undefined || from === to) return undefined;
      if (from === undefined) return `a file directly in lib may know no folder, but imports lib/${to}`;
      const known = knows[from];
      if (known === undefined) return `lib/${from} is not in the layout: say in layout.ts whom it may know`;
      return known.includes(to)
        ? undefined
        : `lib/${from} may not know lib/${to} (it knows ${known.join(', ') || 'none'})`;
    },
  ),

  publicNamesOnly: overImports(
    'what runs in another folder is taken from its index, but by those that must load quickly',
    ({ path }, { file, typeOnly, lazy }) => {
      const to = file === undefined ? undefined : folderOfLib(file);
      if (to === undefined || typeOnly || lazy || folderOfLib(path) === to) return undefined;
      if (!isIn(path, 'lib', 'bin') || isIn(path, ...LOADED_BY_CONSTRUCTS)) return undefined;
      return file === `lib/${to}/index.ts`
        ? undefined
        : `takes more than types from ${file}: import lib/${to}/index.js`;
    },
  ),

  constructsLoadQuickly: {
    promise: 'constructs load no parser and no adapter: they render what was read before',
    breaches: (files) => {
      const constructs = files.filter(({ path }) => isIn(path, 'constructs'));
      const heavy = ({ specifier, typeOnly }: Import): boolean => !typeOnly && /^(zod|yaml)(\/|$)/.test(specifier);
      const slow = files.filter(({ path, imports }) => isAtTheRim(path) || imports.some(heavy));
      return slow.flatMap(({ path }) => {
        const walk = shortestWalk(
          constructs.map((file) => file.path),
          path,
          loads(files),
        );
        return walk === undefined ? [] : [`${walk[0]}:1: loads ${path}: ${walk.join(' -> ')}`];
      });
    },
  },

  libraryOnZodAndYaml: overImports(
    'inside of its rim, lib needs zod and yaml and no other package, and no built-in module but for hashing',
    ({ path }, { specifier }) => {
      if (!isIn(path, 'lib') || isAtTheRim(path)) return undefined;
      if (specifier === 'node:crypto' && path === 'lib/canonical.ts') return undefined;
      const name = packageOf(specifier) ?? specifier;
      const fine = name.startsWith('.') || name === 'zod' || name === 'yaml' || slowPackages[name] === path;
      return fine ? undefined : `imports ${specifier}`;
    },
  ),

  rimOnNodeAndAws: overImports(
    'the rim of lib needs built-in modules, the AWS SDK, zod and yaml, and nothing of CDK',
    ({ path }, { specifier }) => {
      if (!isAtTheRim(path)) return undefined;
      const name = packageOf(specifier);
      const fine = name === undefined || name === 'zod' || name === 'yaml' || /^@(aws-sdk|smithy)\//.test(name);
      return fine ? undefined : `imports ${specifier}`;
    },
  ),

  constructsOnCdk: overImports(
    'constructs need CDK and the pure part of lib: no AWS SDK, and no built-in module but in what is for tests and in what finds the code to upload',
    ({ path }, { specifier, file }) => {
      if (!isIn(path, 'constructs')) return undefined;
      if (file !== undefined) {
        if (isIn(file, 'constructs') || (isIn(file, 'lib') && !isAtTheRim(file))) return undefined;
        return `imports ${file}`;
      }
      if (specifier.startsWith('node:') && (isIn(path, 'constructs/testing') || path === findsTheFunction))
        return undefined;
      return /^(aws-cdk-lib|constructs|cdktf|@cdktf\/provider-aws)$/.test(packageOf(specifier) ?? '')
        ? undefined
        : `imports ${specifier}`;
    },
  ),

  slowIsLazy: overImports('what is slow to load is loaded when it is needed', ({ path }, { file, typeOnly, lazy }) => {
    const slow = file !== undefined && Object.values(slowPackages).includes(file);
    return slow && !typeOnly && !lazy && !isIn(path, 'test') ? `loads ${file}: take it by import()` : undefined;
  }),

  cdktfInOnePlace: overImports('only constructs/terraform knows cdktf', ({ path }, { specifier }) => {
    const knowsIt = isIn(path, 'constructs/terraform', 'test/constructs/terraform');
    return knowsIt || !/^(@?cdktf)(\/|$)/.test(specifier) ? undefined : `imports ${specifier}`;
  }),

  packagesBySubPath: overImports(
    'aws-cdk-lib and the provider of cdktf are imported by sub-path, which loads in a tenth of the time',
    (_, { specifier, typeOnly }) =>
      !typeOnly && (specifier === 'aws-cdk-lib' || specifier === '@cdktf/provider-aws')
        ? `imports the root of ${specifier}`
        : undefined,
  ),

  nobodyKnowsBin: overImports('nobody knows bin', ({ path }, { file }) =>
    file !== undefined && isIn(file, 'bin') && isIn(path, 'lib', 'constructs', 'examples')
      ? `imports ${file}`
      : undefined,
  ),

  examplesArePublic: overImports("examples use the package's public exports only", ({ path }, { specifier, file }) => {
    const own = /^examples\/[^/]+/.exec(path)?.[0];
    if (own === undefined) return undefined;
    if (file !== undefined) return isIn(file, own) ? undefined : `reaches out of ${own} for ${file}`;
    const ours = packageOf(specifier) === 'slipway';
    if (ours && !/^slipway(\/constructs|\/testing)?$/.test(specifier))
      return `imports ${specifier}, which is not exported`;
    return ours || /^(node:|aws-cdk-lib\/|constructs$)/.test(specifier) ? undefined : `imports ${specifier}`;
  }),

  sameInputSameOutput: overFiles(
    'lib inside of its rim, and the constructs, read no clock, chance, environment or language of the machine',
    (file) => {
      if (!isPure(file.path)) return [];
      const fine = (name: string): boolean =>
        (file.path === findsTheFunction && name === '__dirname') ||
        (readsTimeZones.includes(file.path) && /^Intl\.(?:DateTimeFormat|supportedValuesOf)$/.test(name));
      return file.uses
        .filter(({ name }) => IMPURE.test(name) && !fine(name))
        .map(({ name, line }) => at(file, line, `uses ${name}`));
    },
  ),

  indexesOnlyReExport: overFiles(
    'an index.ts exports the public names of its folder, one by one, and nothing else',
    (file) =>
      isIn(file.path, 'lib', 'constructs') && file.path.endsWith('/index.ts')
        ? file.otherThanReExports.map((line) => at(file, line, 'is no `export { … } from`'))
        : [],
  ),

  filesAreShort: overFiles('no file is longer than 400 lines', (file) =>
    file.lines > 400 && !file.path.endsWith('.test.ts') ? [at(file, 401, `has ${file.lines} lines`)] : [],
  ),

  everyPlaceHasAName: overFiles('no folder or file is for odds and ends', (file) => {
    const odd = /(?:^|\/)(utils?|helpers?|common|misc|shared|stuff)(?=\/|\.\w+$)/.exec(file.path)?.[1];
    return odd === undefined ? [] : [at(file, 1, `"${odd}" does not say what it holds`)];
  }),

  noCyclesOfFiles: {
    promise: 'no file needs itself by way of others when it is loaded',
    breaches: (files) => {
      return cycles(loads(files)).map((cycle) => `${cycle[0]}:1: needs itself: ${cycle.join(' -> ')}`);
    },
  },
} satisfies Record<string, Rule>;

/** Folders of `lib` that stay loadable without what their neighbours' indexes bring along. */
const LOADED_BY_CONSTRUCTS = ['lib/images', 'lib/release', 'lib/promotion'];

/** What each file loads as soon as it is loaded. */
function loads(files: readonly SourceFile[]): ReadonlyMap<string, readonly string[]> {
  const atOnce = files.map(({ path, imports }): [string, string[]] => [
    path,
    imports.filter(({ typeOnly, lazy }) => !typeOnly && !lazy).flatMap(({ file }) => file ?? []),
  ]);
  return new Map(atOnce);
}

const IMPURE =
  /^(Date\.now|new Date\(\)|Math\.random|process|performance|crypto|fetch|set(Timeout|Interval|Immediate)|console|require|__dirname|__filename|Intl|localeCompare|toLocale\w*)(\.|$)/;

function overImports(promise: string, judge: (file: SourceFile, of: Import) => string | undefined): Rule {
  return overFiles(promise, (file) =>
    file.imports.flatMap((found) => {
      const breach = judge(file, found);
      return breach === undefined ? [] : [at(file, found.line, breach)];
    }),
  );
}

function overFiles(promise: string, judge: (file: SourceFile) => string[]): Rule {
  return { promise, breaches: (files) => files.flatMap(judge) };
}

function at(file: SourceFile, line: number, breach: string): string {
  return `${file.path}:${line}: ${breach}`;
}
