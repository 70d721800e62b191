import fc from 'fast-check';

/** Keys with values, some of them left out. */
function some<T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

const words = fc.array(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 3 });
const names = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,6}$/);

const containerSettings = some({
  ports: fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { maxLength: 2 }),
  variables: fc.dictionary(
    names.map((name) => `V${name}`),
    fc.string({ maxLength: 12 }),
    { maxKeys: 3 },
  ),
  secrets: fc.dictionary(
    names.map((name) => `S${name}`),
    fc.constantFrom({ ssm: '/a/b' }, { secretsManager: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:a' }),
    { maxKeys: 2 },
  ),
  command: words,
  healthCheck: fc.constantFrom({ command: ['CMD', 'true'] }, { command: ['CMD', 'true'], retries: 3 }),
});

const settings = fc
  .tuple(
    containerSettings,
    some({
      desiredCount: fc.nat(9),
      strategy: fc.constantFrom('rolling', 'direct', 'blue-green', 'canary', 'linear'),
      logRetentionDays: fc.constantFrom(1, 30, 3653),
      assignPublicIp: fc.boolean(),
    }),
    fc.constantFrom({}, { cpu: 512, memory: 1024 }),
  )
  .map(([container, service, size]) => ({ ...container, ...service, ...size }));

/** Half of them look like something else to YAML. */
const name = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('no', 'null', '007', '1e3', '#', ' a ', '- a', 'a: b', '"'),
);
const envIds = ['dev', 'qa', 'prod'];
const serviceIds = ['web', '007', 'constructor', 'null'];

const duration = fc
  .tuple(fc.integer({ min: 1, max: 999_999 }), fc.constantFrom('s', 'm', 'h', 'd'))
  .map((t) => t.join(''));
const time = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map((both) => both.map((number) => String(number).padStart(2, '0')).join(':'));
const zone = fc.constantFrom('UTC', 'Europe/London', 'Etc/GMT+1', 'America/Argentina/Buenos_Aires');
const day = fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun');
const span = fc.oneof(
  day,
  fc.tuple(day, day).map(([from, to]) => `${from}-${to}`),
);

const weekly = fc
  .tuple(
    fc.oneof(span, fc.array(span, { minLength: 1, maxLength: 4 })),
    fc.uniqueArray(time, { minLength: 2, maxLength: 2 }),
    some({ zone }),
  )
  .map(([days, [from, to], where]) => ({ days, from, to, ...where }));
const allDay = { days: 'sat-sun', from: '00:00', to: '24:00' };
const once = fc
  .tuple(fc.uniqueArray(time, { minLength: 2, maxLength: 2 }), some({ zone }))
  .map(([times, where]) => [times.sort(), where] as const)
  .map(([[from, to], where]) => ({ from: `2028-02-29T${from}`, to: `2028-02-29T${to}`, ...where }));

/** `sre` and `ops` are held by two people each. */
const roles = { sre: ['sue@example.org', 'Tom'], ops: ['tom', '007'], nobody: [] };
const approvals = fc.oneof(
  fc.integer({ min: 1, max: 100 }),
  fc
    .tuple(
      fc.integer({ min: 1, max: 2 }),
      some({ roles: fc.constantFrom(['sre'], ['ops', 'sre'], ['nobody', 'ops']), expires: duration }),
    )
    .map(([count, rest]) => ({ count, ...rest })),
);

const gates = some({
  digests: fc.boolean(),
  verdict: fc.constantFrom('any', 'all'),
  combination: fc.constantFrom('exact', 'pairwise', 'each'),
  soak: duration,
  approvals,
  windows: fc.array(fc.oneof(weekly, once, fc.constant(allDay)), { minLength: 1, maxLength: 3 }),
  ancestry: fc.constantFrom('any', 'not-older', 'descendant'),
});

/** Where nothing runs before, nothing can soak. */
function soaksSomewhere<T extends { readonly after?: readonly string[]; readonly require?: { soak?: string } }>(
  own: T,
): T {
  if (own.require === undefined || (own.after ?? []).length > 0) return own;
  const { soak: _, ...require } = own.require;
  return { ...own, require };
}

const environments = fc.tuple(
  ...envIds.map((id, index) =>
    fc
      .tuple(
        some({
          name,
          type: fc.constantFrom('qa', 'prod'),
          after: fc.constant(envIds.slice(0, index)),
          promote: fc.constantFrom('manual', 'auto'),
          require: gates,
          account: fc.constantFrom('012345678901', '123456789012'),
          region: fc.constantFrom('eu-west-1', 'us-east-1'),
          network: fc.constantFrom({}, { vpcId: 'vpc-1', privateSubnetIds: ['subnet-1'] }, { clusterName: 'c' }),
        }),
        settings,
        fc.dictionary(fc.constantFrom(...serviceIds), settings, { maxKeys: 2 }),
      )
      .map(([own, shared, services]) => ({ id, ...soaksSomewhere(own), ...shared, services })),
  ),
);

const services = fc
  .subarray(serviceIds)
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id, index) =>
        fc
          .tuple(some({ name, dependsOn: fc.constant(ids.slice(0, index)) }), settings, images(id))
          .map(([own, all, image]) => ({ id, ...own, ...all, ...image })),
      ),
    ),
  );

function images(id: string): fc.Arbitrary<object> {
  return fc.oneof(
    fc.constantFrom({}, { image: 'web' }, { image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web' }),
    containerSettings.map(({ ports: _, ...own }) => ({ containers: [{ id, image: 'a', ...own }] })),
    containerSettings.map(({ ports: _, ...own }) => ({
      ports: [],
      containers: [{ id: 'x', image: 'a', ...own }, { id: 'y' }],
    })),
  );
}

/** Right manifests of our own format, as plain values. */
export const manifestValue = fc
  .tuple(
    some({
      name,
      store: fc.constantFrom('dir:.slipway', 'aws:', 'memory:'),
      account: fc.constant('123456789012'),
      profile: name,
      repository: fc.constant('a/b'),
    }),
    environments,
    services,
    fc.constantFrom('services', 'serviceSets'),
    some({ environmentTypes: fc.dictionary(fc.constantFrom('qa', 'prod', 'dev'), settings) }),
  )
  .map(([top, all, list, key, types]) => ({
    project: 'shop',
    roles,
    ...top,
    ...types,
    environments: all.map((environment) => ({
      ...environment,
      services: Object.fromEntries(
        Object.entries(environment.services)
          .filter(([id]) => list.some((one) => one.id === id))
          .map(([id, { ports: _, ...rest }]) => [id, rest]),
      ),
      ports: undefined,
    })),
    ...(key === 'services'
      ? { services: list }
      : { serviceSets: [{ id: 'all', clusters: { dev: 'c' }, services: list }] }),
  }))
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);
