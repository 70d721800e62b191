import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App, type Stack } from 'aws-cdk-lib/core';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { parseManifest } from 'slipway';
import type { ReleaseProps } from 'slipway/constructs';
import { testRelease, withoutNoise } from 'slipway/testing';
import { ShopStack as ShopStackBefore } from '../../examples/existing-stack/before.js';
import { ShopStack } from '../../examples/existing-stack/shop-stack.js';
import { outline, type Resource, servicesIn } from './outline.js';

const folder = join(__dirname, '..', '..', 'examples', 'existing-stack');
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

/** The images that before.ts names. */
const IMAGES = { web: 'shop/web:1.4.0', orders: 'shop/orders:0.9.1' };

function release(images: Readonly<Record<string, string>> = IMAGES): ReleaseProps {
  const [project] = parseManifest(read('slipway.yaml')).manifest.projects;
  if (project === undefined) throw new Error('the example has no project');
  return testRelease({ project, images });
}

function render(stackIn: (app: App) => Stack): Template {
  const context = recommendedFlags;
  return Template.fromStack(stackIn(new App({ context, builtinCloudFormationValidation: false, treeMetadata: false })));
}

function renderWith(images?: Readonly<Record<string, string>>): Template {
  return render((app) => new ShopStack(app, 'Shop', { environment: 'staging', release: release(images) }));
}

describe('example existing-stack', () => {
  test('renders as it always has', () => {
    expect(withoutNoise(outline(renderWith()))).toMatchSnapshot();
  });

  test('changes nothing of the stack from before but to add the record, byte for byte', () => {
    const before = render((app) => new ShopStackBefore(app, 'Shop')).toJSON();
    const { Resources, ...rest } = renderWith().toJSON();
    const record = Object.keys(Resources).filter((id) => Resources[id].Type === 'AWS::SSM::Parameter');
    expect(record).toHaveLength(1);
    const others = Object.entries(Resources).filter(([id]) => !record.includes(id));
    expect(JSON.stringify({ ...rest, Resources: Object.fromEntries(others) })).toBe(
      JSON.stringify({ ...rest, Resources: before.Resources }),
    );
  });

  test('changes one line of each service: the one that names its image', () => {
    const before = read('before.ts').split('\n');
    const after = new Set(read('shop-stack.ts').split('\n'));
    const changed = before.slice(before.findIndex((line) => line.includes('new Cluster')));
    expect(changed.filter((line) => !after.has(line)).map((line) => /image: (\w+)/.exec(line)?.[1])).toEqual([
      'ContainerImage',
      'ContainerImage',
    ]);
  });

  test("its task definitions carry the release's images by digest", () => {
    const [web, orders] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];
    const template = renderWith({ web: `shop/web:1.5.0@${web}`, orders: `shop/orders:0.9.2@${orders}` });
    const images = servicesIn(template).map(({ task }) => task.Properties?.ContainerDefinitions[0].Image);
    expect(images.sort()).toEqual([`shop/orders@${orders}`, `shop/web@${web}`]);
  });

  test('the record waits for both services', () => {
    const template = renderWith();
    const [record] = Object.values(template.findResources('AWS::SSM::Parameter')) as (Resource & {
      DependsOn: string[];
    })[];
    expect(record?.Properties?.Name).toBe('/shop/deployments/staging');
    expect(record?.DependsOn).toEqual(expect.arrayContaining(Object.keys(template.findResources('AWS::ECS::Service'))));
  });
});
