import { canonicalJson } from '../../canonical.js';
import type { EnvironmentId, Instant } from '../../ids.js';
import type { Release } from '../../release/model.js';
import type { LedgerNames } from '../append-request.js';
import { itemSize, MAX_ITEM_BYTES, valueSize } from './item-size.js';
import type { Item } from './ledger-table.js';

/** Who asked for something, in the form of Wellcome's release tables. */
export interface Requester {
  readonly id: string;
  readonly name: string;
}

/** A deployment in the list of its release's item. */
export interface ListedDeployment {
  readonly date_created: Instant;
  readonly description: string;
  readonly environment: { readonly id: string; readonly name: string };
  readonly requested_by: Requester;
}

/** What the list says of a deployment. */
export interface DeploymentToList {
  readonly environment: EnvironmentId;
  readonly requestedAt: Instant;
  readonly actor: string;
  /** Why, in the user's words; without any the kind of the deployment stands in their place. */
  readonly reason?: string;
  readonly kind: string;
}

/**
 * A release as the tools of before read it: the item of Wellcome's release table, with exactly its attributes
 * (https://github.com/wellcomecollection/docs/tree/main/rfcs/013-release_deployment_tracking). `created_at` is Unix time
 * in seconds; all other times are ISO 8601 in UTC. `last_date_deployed` is absent before the first deployment. It is
 * written for others: Slipway itself reads events.
 */
export function releaseItem(release: Release, deployments: readonly DeploymentToList[], names: LedgerNames): Item {
  const { id, project, serviceSet, images, created, actor, description } = release;
  const artifacts = Object.entries(images);
  const bare = artifacts.map(([artifact, { image, digest, releaseHash }]) => [
    artifact,
    { image, digest, releaseHash },
  ]);
  let item: Item = {
    release_id: id,
    project_id: project,
    project_name: names.project,
    created_at: Math.floor(Date.parse(created) / 1000),
    date_created: created,
    release_manifest: canonicalJson({ project, serviceSet, images: Object.fromEntries(bare) }),
    requested_by: requester(actor),
    images: Object.fromEntries(artifacts.map(([artifact, { image }]) => [artifact, image])),
    deployments: [],
    description,
  };
  for (const deployment of deployments.slice(-MAX_LISTED))
    item = { ...item, ...afterDeployment(item, deployment, names) };
  return item;
}

/** Of a release that is deployed day after day, as many are listed; the events have them all. */
export const MAX_LISTED = 100;

/** A list this much smaller than an item may be leaves room for what DynamoDB adds to it. */
const MARGIN_BYTES = 1024;

/**
 * What a deployment changes in its release's item: it comes to the end of the list, and the oldest leave it where there
 * are more than {@link MAX_LISTED} or more than fit into an item.
 */
export function afterDeployment(
  item: Item,
  deployment: DeploymentToList,
  names: LedgerNames,
): { readonly deployments: readonly ListedDeployment[]; readonly last_date_deployed: Instant } {
  const before = Array.isArray(item.deployments) ? (item.deployments as ListedDeployment[]) : [];
  const all = [...before, listed(deployment, names)].slice(-MAX_LISTED);
  const rest = { ...item, deployments: [], last_date_deployed: deployment.requestedAt };
  let room = MAX_ITEM_BYTES - MARGIN_BYTES - itemSize(rest);
  let fitting = 0;
  for (const entry of all.toReversed()) {
    room -= 1 + valueSize(entry);
    if (room < 0) break;
    fitting++;
  }
  return { deployments: all.slice(all.length - fitting), last_date_deployed: deployment.requestedAt };
}

function listed(
  { environment, requestedAt, actor, reason, kind }: DeploymentToList,
  names: LedgerNames,
): ListedDeployment {
  const { environments } = names;
  const name = Object.hasOwn(environments, environment) ? environments[environment] : undefined;
  return {
    date_created: requestedAt,
    description: reason ?? kind,
    environment: { id: environment, name: name ?? environment },
    requested_by: requester(actor),
  };
}

/** Slipway records nothing without an actor, so that neither is ever `unknown`. */
function requester(actor: string): Requester {
  return { id: actor, name: actor };
}
