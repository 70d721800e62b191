import type { Template } from 'aws-cdk-lib/assertions';

interface Resource {
  readonly Type: string;
  readonly DependsOn?: string | readonly string[];
  readonly Properties?: unknown;
}

/** The order in which CloudFormation goes through a template: it creates and updates so, and deletes the other way round. */
export class Order {
  readonly #resources: Readonly<Record<string, Resource>>;
  readonly #awaited = new Map<string, ReadonlySet<string>>();

  /** Throws where two resources wait for each other. */
  constructor(template: Template | { readonly Resources: unknown }) {
    const { Resources } = 'toJSON' in template ? template.toJSON() : template;
    this.#resources = Resources as Readonly<Record<string, Resource>>;
    for (const id of this.ids()) this.#visit(id, []);
  }

  ids(type?: RegExp | string): readonly string[] {
    const fits = (found: string) =>
      type === undefined || (typeof type === 'string' ? found === type : type.test(found));
    return Object.keys(this.#resources).filter((id) => fits(this.#resources[id]?.Type ?? ''));
  }

  /** The only resource of a type. */
  only(type: string): string {
    const [id, ...others] = this.ids(type);
    if (id === undefined || others.length > 0) throw new Error(`${others.length + (id ? 1 : 0)} resources ${type}`);
    return id;
  }

  /** Everything that is done before a resource. */
  before(id: string): readonly string[] {
    return [...(this.#awaited.get(id) ?? [])].sort();
  }

  /** Everything that is done after a resource. */
  after(id: string): readonly string[] {
    return this.ids().filter((other) => this.#awaited.get(other)?.has(id));
  }

  #visit(id: string, path: readonly string[]): ReadonlySet<string> {
    if (path.includes(id)) throw new Error(`a circle: ${[...path, id].join(' -> ')}`);
    const known = this.#awaited.get(id);
    if (known !== undefined) return known;
    const awaited = new Set<string>();
    for (const other of this.#direct(id)) {
      awaited.add(other);
      for (const further of this.#visit(other, [...path, id])) awaited.add(further);
    }
    this.#awaited.set(id, awaited);
    return awaited;
  }

  #direct(id: string): readonly string[] {
    const { DependsOn = [], Properties } = this.#resources[id] as Resource;
    return [...new Set([DependsOn, references(Properties)].flat(2) as string[])].filter((other) =>
      Object.hasOwn(this.#resources, other),
    );
  }
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : String(inner).split('.')[0])];
    const named =
      key === 'Fn::Sub' ? [...JSON.stringify(inner).matchAll(/\$\{([A-Za-z0-9]+)/g)].map((m) => String(m[1])) : [];
    return [...named, ...references(inner)];
  });
}
