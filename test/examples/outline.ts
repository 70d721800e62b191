import type { Template } from 'aws-cdk-lib/assertions';

/** What tests read of a resource; members are looked at by name. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have no type
  readonly Properties?: Record<string, any>;
}

export interface Rule {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/**
 * A stack as a reviewer would sum it up: a line for every service, every rule between two of them and every parameter,
 * and how many resources there are of each type. A snapshot of the whole template would be 500 to 2,000 lines, most of
 * them CDK's network, which nobody reads: whoever looks at a change of these lines sees what it means.
 */
export function outline(template: Template): string {
  const counts = new Map<string, number>();
  for (const { Type } of Object.values(resourcesOf(template))) {
    const kind = /^(AWS::EC2::(?!SecurityGroup)|Custom::Vpc)/.test(Type) ? 'of the network' : Type;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [
    ...servicesIn(template).map(({ name, service, task }) => {
      const { Cpu, Memory, ContainerDefinitions: containers } = task.Properties ?? {};
      const images = containers.map(containerLine).join(' + ');
      return `${name}: ${service.Properties?.DesiredCount ?? 'any'} × ${Cpu}/${Memory} ${strategyOf(service)}: ${images}`;
    }),
    ...rulesIn(template).map(({ from, to, port }) => `${from} --> ${to}:${port}`),
    ...Object.entries(parametersIn(template)).map(([name, value]) => `${name} = ${value}`),
    ...[...counts].sort().map(([type, count]) => `${count} × ${type}`),
  ]
    .map((line) => `  ${line}\n`)
    .join('');
}

export function resourcesOf(template: Template): Readonly<Record<string, Resource>> {
  return template.toJSON().Resources;
}

/** The services of a template with their task definitions, by the name that they are known under. */
export function servicesIn(template: Template): readonly {
  readonly name: string;
  readonly service: Resource;
  readonly task: Resource;
}[] {
  const resources = resourcesOf(template);
  return Object.entries(resources).flatMap(([logicalId, service]) => {
    if (service.Type !== 'AWS::ECS::Service') return [];
    const task = resources[service.Properties?.TaskDefinition.Ref];
    if (task === undefined) throw new Error(`${logicalId} has no task definition`);
    return [{ name: tagOf(service, 'deployment:service') ?? logicalId, service, task }];
  });
}

/** Who may open a connection to whom, by the names of the services that hold the security groups. */
export function rulesIn(template: Template): readonly Rule[] {
  const owners = new Map<string, string>();
  for (const { name, service } of servicesIn(template)) {
    const groups = service.Properties?.NetworkConfiguration.AwsvpcConfiguration.SecurityGroups;
    for (const group of groups) owners.set(group['Fn::GetAtt'][0], name);
  }
  const owner = (group: { 'Fn::GetAtt': [string] }) => owners.get(group['Fn::GetAtt'][0]) ?? group['Fn::GetAtt'][0];
  return Object.values(resourcesOf(template)).flatMap(({ Type, Properties = {} }) =>
    Type === 'AWS::EC2::SecurityGroupIngress'
      ? [{ from: owner(Properties.SourceSecurityGroupId), to: owner(Properties.GroupId), port: Properties.FromPort }]
      : [],
  );
}

/** The values of the SSM parameters, by name. */
export function parametersIn(template: Template): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.values(resourcesOf(template)).flatMap(({ Type, Properties = {} }) =>
      Type === 'AWS::SSM::Parameter' ? [[Properties.Name, Properties.Value]] : [],
    ),
  );
}

/** What is not the same, byte for byte, in two templates, each resource by the name that it has in AWS. */
export function changesBetween(before: Template, after: Template): readonly string[] {
  const [old, now] = [resourcesOf(before), resourcesOf(after)];
  const ids = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const changed = ids.filter((id) => JSON.stringify(old[id]) !== JSON.stringify(now[id]));
  return changed.map((id) => nameOf(now[id] ?? old[id], id)).sort();
}

function nameOf(resource: Resource | undefined, id: string): string {
  const { Family, Name } = resource?.Properties ?? {};
  const service = resource === undefined ? undefined : tagOf(resource, 'deployment:service');
  return service === undefined ? (Name ?? (Family === undefined ? id : `task ${Family}`)) : `service ${service}`;
}

function tagOf({ Properties = {} }: Resource, key: string): string | undefined {
  const tags = Array.isArray(Properties.Tags) ? Properties.Tags : [];
  return tags.find(({ Key }: { Key: string }) => Key === key)?.Value;
}

function strategyOf({ Properties = {} }: Resource): string {
  const { Strategy, MinimumHealthyPercent: min, MaximumPercent: max } = Properties.DeploymentConfiguration;
  return `${Strategy ?? 'ROLLING'} ${min}–${max} %`;
}

function containerLine({ Name, Image, PortMappings = [] }: Record<string, unknown> & { PortMappings?: [] }): string {
  const ports = PortMappings.map(({ ContainerPort }: { ContainerPort: number }) => ` :${ContainerPort}`).join('');
  return `${Name} ${Image}${ports}`;
}
