import type { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { type IReleaseLedger, ReleaseLedger } from '../../constructs/index.js';
import { type RenderReleaseProps, renderRelease } from '../../constructs/testing/index.js';
import { type Project, parseManifest } from '../../lib/manifest/index.js';

export const GATE = 'Custom::SlipwayGate';
export const OUTCOME = 'Custom::SlipwayOutcome';

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have no type
  readonly Properties: Record<string, any>;
}

/** A project with neighbours, a service of several containers and a rule that only the law knows. */
export const shop: Project = projectOf(`
project: shop
environments: [{ id: dev }, { id: prod, after: [dev], require: { soak: 30m } }]
services:
  - { id: web, image: web, ports: [80], connects: [orders] }
  - { id: orders, containers: [{ id: app, image: orders, ports: [8080] }, { id: proxy, image: proxy }] }
  - { id: worker, image: worker }
`);

export function projectOf(text: string): Project {
  const [project] = parseManifest(text).manifest.projects;
  if (project === undefined) throw new Error('the manifest has no project');
  return project;
}

/** A ledger that exists, for any stack. */
export function someLedger(): IReleaseLedger {
  return ReleaseLedger.fromTableName(new App(), 'Ledger', 'slipway-shop');
}

/** The shop in dev behind a gate. */
export function gatedShop(props: Partial<RenderReleaseProps> = {}): Template {
  return renderRelease({ project: shop, environment: 'dev', ledger: someLedger(), ...props });
}

/** The only resource of a type. */
export function only(template: Template, type: string): Resource {
  const [resource, ...others] = Object.values(template.findResources(type)) as Resource[];
  if (resource === undefined || others.length > 0) throw new Error(`not one ${type}`);
  return resource;
}
