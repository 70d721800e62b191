import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AwsClients } from '../lib/aws/index.js';
import type { DeployMeans } from '../lib/delivery/index.js';
import { AssemblyRenderer, CdkProgram, CloudFormationTarget } from '../lib/targets/index.js';
import type { Session } from './session.js';

/** The app for a manifest without code: beside this program, or built from this checkout. */
const APPS = ['app.js', '../dist/bin/app.js'].map((place) => join(__dirname, place));

const known = new WeakMap<Session, Pick<DeployMeans, 'target' | 'renderer'>>();

/** CloudFormation by way of the user's own CDK; the same for a whole session, since it remembers what it saw. */
export function cloudFormation(session: Session): Pick<DeployMeans, 'target' | 'renderer'> {
  const made = known.get(session) ?? make(session);
  known.set(session, made);
  return made;
}

function make(session: Session): Pick<DeployMeans, 'target' | 'renderer'> {
  const { host, manifestFile, project, store, storeUrl } = session;
  const clients = store.aws?.clients ?? new AwsClients(project.aws);
  const folder = dirname(manifestFile.path);
  const cdk = new CdkProgram({ folder, app: APPS.find(existsSync) ?? 'app.js', environment: host.env });
  return {
    target: new CloudFormationTarget({
      clients,
      cdk,
      account: accountOf(clients, store.caller),
      now: () => session.now(),
      pause: (milliseconds) => host.pause(milliseconds),
    }),
    renderer: new AssemblyRenderer({ cdk, manifest: manifestFile.path, store: absolute(storeUrl) }),
  };
}

/** The caller's account: the fifth part of an ARN. */
function accountOf(clients: AwsClients, caller: (() => Promise<string>) | undefined): () => Promise<string> {
  const ask = caller ?? (async () => (await (await clients.sts()).getCallerIdentity({})).Arn ?? '');
  return async () => (await ask()).split(':')[4] ?? '';
}

/** The app runs in another folder than this command. */
function absolute({ url, base }: Session['storeUrl']): string {
  return url.startsWith('dir:') ? `dir:${resolve(base, url.slice('dir:'.length))}` : url;
}
