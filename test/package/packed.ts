import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..', '..');
const ours = join(root, 'node_modules');

/** The package as its users get it, unpacked into a project that has what the package asks for and nothing else. */
export interface Installed {
  /** The user's project. */
  readonly project: string;
  /** The package inside of it. */
  readonly folder: string;
  readonly manifest: PackageManifest;
  /** Every file of the package, with `/`, sorted. */
  readonly files: readonly string[];
  remove(): void;
}

export interface PackageManifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/**
 * Packs the package and unpacks it into an empty project. Dependencies are linked from our own node_modules, only those
 * that the package declares and that are not optional: it works offline, and what is not declared is not found. The types
 * of Node come on top, which nobody can use CDK's without. `SLIPWAY_PEERS` names a node_modules folder that has the peer
 * dependencies in other versions than ours, `SLIPWAY_TARBALL` the package if it is packed already.
 */
export function install(): Installed {
  const project = mkdtempSync(join(tmpdir(), 'slipway-user-'));
  const folder = join(project, 'node_modules', 'slipway');
  mkdirSync(folder, { recursive: true });
  const tarball = process.env.SLIPWAY_TARBALL ?? pack(project);
  execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageManifest;
  for (const name of [...Object.keys(manifest.dependencies), '@types/node']) link(name, ours, project);
  for (const name of neededPeers(manifest)) link(name, process.env.SLIPWAY_PEERS ?? ours, project);
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  return {
    project,
    folder,
    manifest,
    files: files.map((file) => file.replace(/^package\//, '')).sort(),
    remove: () => rmSync(project, { recursive: true, force: true }),
  };
}

function pack(into: string): string {
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', into], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  // What the build says stands before the JSON.
  const packed = JSON.parse(output.slice(output.search(/^[[{]/m))) as PackReport | Record<string, PackReport[number]>;
  const [report] = Object.values(packed) as PackReport;
  if (report === undefined) throw new Error('npm pack said nothing of what it packed');
  return join(into, report.filename);
}

type PackReport = readonly { readonly filename: string }[];

function neededPeers({ peerDependencies, peerDependenciesMeta }: PackageManifest): string[] {
  return Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
}

function link(name: string, from: string, project: string): void {
  const at = join(project, 'node_modules', name);
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(join(from, name), at, 'junction');
}
