import type { DeployMeans } from '../lib/delivery/index.js';
import type { Environment } from '../lib/manifest/index.js';
import { SlipwayError } from '../lib/problem.js';
import { currentDeployment, environmentState, findDeployment, type ProjectState } from '../lib/promotion/index.js';
import type { Target } from '../lib/targets/index.js';
import { renderer } from './cdk-renderer.js';
import { cloudFormation } from './cloudformation.js';
import type { Session } from './session.js';

/** How a stack is rendered and where it goes. */
type Applying = Pick<DeployMeans, 'target' | 'renderer'>;

/** The target that is named; without a name that of the store: files for files, CloudFormation for AWS. */
export function applyingWith(session: Session, named: string | undefined): Applying {
  const { store } = session;
  switch (named ?? (store.kind === 'aws' ? 'cloudformation' : 'directory')) {
    case 'directory':
      if (store.kind === 'aws') throw notOfThisStore();
      return { target: store.directory, renderer };
    case 'cloudformation':
      return cloudFormation(session);
    default:
      throw new SlipwayError('input', {
        code: 'UnknownTarget',
        message: `"${named}" is not a target that this version knows`,
        hint: 'use --target directory or --target cloudformation',
      });
  }
}

/** The target through which an environment got what runs there; without any that of the store. */
export function currentTarget(session: Session, state: ProjectState, { id }: Environment): Target {
  const deployment = currentDeployment(state, session.serviceSet.id, id);
  const ongoing = environmentState(state, session.serviceSet.id, id)?.ongoing?.deployment;
  const latest = deployment ?? (ongoing === undefined ? undefined : findDeployment(state, ongoing));
  return targetNamed(session, latest?.target);
}

/** The target of the deployment that is under way in an environment; undefined where none is. */
export function ongoingTarget(session: Session, state: ProjectState, { id }: Environment): Target | undefined {
  const ongoing = environmentState(state, session.serviceSet.id, id)?.ongoing;
  return ongoing === undefined ? undefined : targetNamed(session, findDeployment(state, ongoing.deployment)?.target);
}

/** The target of that name; without one that of the store. */
export function targetNamed(session: Session, name: string | undefined): Target {
  const { store } = session;
  if (name === undefined ? store.kind === 'aws' : name === 'cloudformation') return cloudFormation(session).target;
  return store.directory;
}

/** What is recorded beside what runs on AWS is read as what runs on AWS, so a file is not recorded there. */
function notOfThisStore(): SlipwayError {
  return new SlipwayError('input', {
    code: 'TargetNotOfStore',
    message: 'an aws: store records what runs on AWS, and --target directory only writes a file',
    hint: 'leave --target out, or use a dir: store; `cdk synth -c release=<release>` writes the template to look at',
  });
}
