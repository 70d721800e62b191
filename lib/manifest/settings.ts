import type { SecretReference, ServiceSettings } from './model.js';
import type { SettingsData } from './schema/manifest-schema.js';

/** Settings as the manifest gives them, in the model's words. */
export function settingsFrom(data: SettingsData): ServiceSettings {
  const { secrets, variables, healthCheck, ...rest } = data;
  const settings: Record<string, unknown> = {};
  for (const key of SETTING_KEYS) if (rest[key] !== undefined) settings[key] = rest[key];
  return {
    ...settings,
    ...(variables === undefined ? {} : { variables: ownMap(Object.entries(variables)) }),
    ...(secrets === undefined ? {} : { secrets: secretsFrom(secrets) }),
    ...(healthCheck === undefined ? {} : { healthCheck: definedOnly(healthCheck) }),
  };
}

const SETTING_KEYS = [
  'ports',
  'command',
  'entryPoint',
  'essential',
  'cpu',
  'memory',
  'desiredCount',
  'strategy',
  'logRetentionDays',
  'assignPublicIp',
  'executionRoleArn',
  'taskRoleArn',
] as const;

function secretsFrom(data: NonNullable<SettingsData['secrets']>): Readonly<Record<string, SecretReference>> {
  return ownMap(
    Object.entries(data).map(([name, { secretsManager, ssm }]): [string, SecretReference] =>
      secretsManager === undefined
        ? [name, { source: 'ssm', id: ssm ?? '' }]
        : [name, { source: 'secrets-manager', id: secretsManager }],
    ),
  );
}

/**
 * One layer of settings over another: what the upper one says holds. Variables and secrets join name by name, and a name
 * is either: a variable hides a secret of the layer below, and the other way round. Lists replace one another.
 */
export function mergeSettings<T extends ServiceSettings>(over: T, under: T): T {
  const merged = { ...under, ...definedOnly(over) };
  const variables = joined(over.variables, under.variables, over.secrets);
  const secrets = joined(over.secrets, under.secrets, over.variables);
  return { ...merged, ...(variables && { variables }), ...(secrets && { secrets }) };
}

function joined<V>(
  over: Readonly<Record<string, V>> | undefined,
  under: Readonly<Record<string, V>> | undefined,
  hiding: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, V>> | undefined {
  if (over === undefined && under === undefined) return undefined;
  const kept = Object.entries(under ?? {}).filter(([name]) => hiding === undefined || !Object.hasOwn(hiding, name));
  return ownMap([...kept, ...Object.entries(over ?? {})]);
}

/** An object of the input's own names only: without a prototype, `constructor` is a name like any other. */
export function ownMap<V>(entries: Iterable<readonly [string, V]>): Readonly<Record<string, V>> {
  const map: Record<string, V> = Object.create(null);
  for (const [name, value] of entries) map[name] = value;
  return map;
}

/** The value's members that are not undefined. */
export function definedOnly<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
