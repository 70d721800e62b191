/**
 * Who may know whom in `lib`: each folder, and the folders that it may import from. It is read from top to bottom, which
 * is the way that a release takes; nothing may know what stands below it. Files directly in `lib` are everybody's.
 */
export const knows: Readonly<Record<string, readonly string[]>> = {
  files: [],
  aws: [],
  manifest: [],
  images: ['files', 'aws', 'manifest'],
  release: ['manifest', 'images'],
  promotion: ['manifest', 'images', 'release'],
  ledger: ['files', 'aws', 'manifest', 'images', 'release', 'promotion'],
  targets: ['files', 'aws', 'manifest', 'images', 'release', 'promotion'],
  git: ['manifest', 'images', 'release', 'promotion'],
  report: ['manifest', 'images', 'release', 'promotion'],
  delivery: ['manifest', 'images', 'release', 'promotion', 'ledger', 'targets', 'git'],
  gate: ['manifest', 'images', 'release', 'promotion', 'ledger', 'targets', 'delivery'],
  workspace: [
    'files',
    'aws',
    'manifest',
    'images',
    'release',
    'promotion',
    'ledger',
    'targets',
    'git',
    'report',
    'delivery',
  ],
};

/** What stands for a medium in the name of an adapter's file or folder: `directory-ledger.ts`, `dynamodb/table.ts`. */
const MEDIA = ['directory', 'ssm', 'ecr', 'dynamodb', 'lambda', 'ecs', 'cloudformation', 'terraform', 'git'];

/** Folders of `lib` that hold adapters beside their ports. */
const WITH_ADAPTERS = ['images', 'ledger', 'targets', 'git'];

/** Packages that are slow to load, each with the one file that knows it; that file is loaded when it is needed. */
export const slowPackages: Readonly<Record<string, string>> = {
  '@aws-cdk/cloudformation-diff': 'lib/targets/resource-changes.ts',
};

/**
 * The one construct that looks at files: it finds, beside itself, the code of the ledger's function, which is part of this
 * package. Where that stands does not reach the template, which names the code by a hash of what it is.
 */
export const findsTheFunction = 'constructs/ledger-code.ts';

/**
 * The files that ask the platform for time zones: which names there are, and what their clocks show. They name zone and
 * language, so that only the edition of the time zone database, which comes with the platform, can make a difference.
 */
export const readsTimeZones = ['lib/manifest/time-zone.ts', 'lib/promotion/law/calendar/zone.ts'];

/** The folder of `lib` that a path stands in, or undefined for the files directly in `lib` and for all others. */
export function folderOfLib(path: string): string | undefined {
  return /^lib\/([^/]+)\//.exec(path)?.[1];
}

export function isIn(path: string, ...folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`));
}

/**
 * Whether a file of `lib` is at the rim, where files, the network, AWS, the clock and the environment are: the adapters,
 * what they share to handle files and to call AWS, and the workspace, which finds the user's files and opens what they name.
 */
export function isAtTheRim(path: string): boolean {
  const folder = folderOfLib(path);
  if (folder === 'workspace' || folder === 'files' || folder === 'aws') return true;
  if (folder === undefined || !WITH_ADAPTERS.includes(folder)) return false;
  const [, , ...inside] = path.split('/');
  return inside.some((part) => MEDIA.some((medium) => part === medium || part.startsWith(`${medium}-`)));
}

/** Whether a file must give the same for the same input: everything in `lib` but its rim, and the constructs. */
export function isPure(path: string): boolean {
  return (isIn(path, 'lib') && !isAtTheRim(path)) || isIn(path, 'constructs');
}

/** The npm package of a bare specifier, or undefined for relative ones and for built-in modules. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
