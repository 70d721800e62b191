import { MemoryTarget, type Observation, type Place } from '../../lib/targets/index.js';
import { AT, digest, place } from './places.js';

const registry = '123456789012.dkr.ecr.eu-west-1';

/** A service of a stack, with its containers as CloudFormation has them. */
function service(id: string, containers: Record<string, unknown>): Record<string, unknown> {
  return {
    [`${id}Task`]: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: { ContainerDefinitions: Object.entries(containers).map(([Name, Image]) => ({ Name, Image })) },
    },
    [`${id}Service`]: {
      Type: 'AWS::ECS::Service',
      Properties: { TaskDefinition: { Ref: `${id}Task` }, Tags: [{ Key: 'deployment:service', Value: id }] },
    },
  };
}

async function observe(where: Place, template: unknown): Promise<Observation> {
  const target = new MemoryTarget();
  const text = typeof template === 'string' ? template : JSON.stringify(template);
  await target.apply(where, { stackName: 'shop-dev', template: text });
  return target.observe(where, AT);
}

const carts = place('  - { id: carts, image: carts }');

test('a place where nothing was put is absent', async () => {
  expect(await new MemoryTarget().observe(carts, AT)).toEqual({ state: 'absent', artifacts: {}, at: AT });
});

test('an image is read as it is written, with its digest where it has one', async () => {
  const Resources = service('carts', { carts: `carts:1@${digest('a')}` });
  expect(await observe(carts, { Resources })).toMatchObject({
    state: 'present',
    at: AT,
    artifacts: { carts: { image: `carts:1@${digest('a')}`, digest: digest('a') } },
  });
});

test("an image in a registry of the stack's own partition is read through the join", async () => {
  const Image = { 'Fn::Join': ['', [`${registry}.`, { Ref: 'AWS::URLSuffix' }, '/carts:1']] };
  const { artifacts } = await observe(carts, { Resources: service('carts', { carts: Image }) });
  expect(artifacts).toEqual({ carts: { image: `${registry}.amazonaws.com/carts:1` } });
});

test.each([
  ['refers to a parameter', { Ref: 'Image' }],
  ['joins what is not known', { 'Fn::Join': ['', ['carts:', { Ref: 'Version' }]] }],
  ['is computed otherwise', { 'Fn::ImportValue': 'image' }],
  ['is no image', 7],
])('an image that %s is not known, which is not the same as missing', async (_, Image) => {
  const { artifacts, state } = await observe(carts, { Resources: service('carts', { carts: Image }) });
  expect(state).toBe('present');
  expect(artifacts).toEqual({ carts: {} });
});

test('every container of a service is an artifact; a sidecar that was added by hand is none', async () => {
  const store = place('  - { id: store, containers: [{ id: app, image: store }, { id: nginx, image: nginx }] }');
  const Resources = service('store', { app: 'store:1', nginx: 'nginx:2', 'xray-daemon': 'xray:3' });
  expect((await observe(store, { Resources })).artifacts).toEqual({
    'store/app': { image: 'store:1' },
    'store/nginx': { image: 'nginx:2' },
  });
});

test('a container that the task definition lost is not known to run', async () => {
  const store = place('  - { id: store, containers: [{ id: app, image: store }, { id: nginx, image: nginx }] }');
  expect((await observe(store, { Resources: service('store', { app: 'store:1' }) })).artifacts).toEqual({
    'store/app': { image: 'store:1' },
    'store/nginx': {},
  });
});

test('a service that the manifest has no more is still seen', async () => {
  const Resources = {
    ...service('carts', { carts: 'carts:1' }),
    ...service('old', { app: 'a:1', web: 'w:1' }),
    ...service('gone', { gone: 'g:1' }),
  };
  expect((await observe(carts, { Resources })).artifacts).toEqual({
    carts: { image: 'carts:1' },
    'old/app': { image: 'a:1' },
    'old/web': { image: 'w:1' },
    gone: { image: 'g:1' },
  });
});

test('a service of another tool in the same stack is not ours', async () => {
  const Resources = {
    ...service('carts', { carts: 'carts:1' }),
    Other: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'cartsTask' } } },
  };
  expect(Object.keys((await observe(carts, { Resources })).artifacts)).toEqual(['carts']);
});

test('a service whose task definition lies elsewhere is not known', async () => {
  const Resources = {
    cartsService: {
      Type: 'AWS::ECS::Service',
      Properties: { TaskDefinition: 'arn:aws:ecs:…', Tags: [{ Key: 'deployment:service', Value: 'carts' }] },
    },
  };
  expect((await observe(carts, { Resources })).artifacts).toEqual({ carts: {} });
});

test.each([
  ['half written', '{"Resources":{'],
  ['empty', ''],
  ['no object', '[]'],
  ['without resources', '{}'],
  ['with resources of another form', '{"Resources":[1]}'],
])('a stack that is %s is unknown, and its text is told', async (_, template) => {
  expect(await observe(carts, template)).toEqual({
    state: 'unknown',
    artifacts: {},
    at: AT,
    template,
    message: 'the stack that stands there is not a readable template',
  });
});

test.each([
  ['a resource that is null', { carts: null }],
  ['a resource that is a text', { carts: 'x' }],
  ['tags of another form', { carts: { Type: 'AWS::ECS::Service', Properties: { Tags: { a: 1 } } } }],
  ['tags that are null', { carts: { Type: 'AWS::ECS::Service', Properties: { Tags: [null] } } }],
  ['containers of another form', { t: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: 1 } } }],
])('%s, written by somebody else, breaks nothing', async (_, others) => {
  const { state, artifacts } = await observe(carts, {
    Resources: { ...service('carts', { carts: 'carts:1' }), ...others },
  });
  expect(state).toBe('present');
  expect(artifacts).toEqual({ carts: { image: 'carts:1' } });
});
