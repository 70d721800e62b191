import { sha256 } from '../lib/canonical.js';

/** One service of the benchmark, the same for every way of writing it. */
export interface BenchService {
  readonly id: string;
  readonly image: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Stacks of 50 services: as many fit by hand with L2 constructs (8 resources each) below CloudFormation's 500. */
export const SERVICES_PER_STACK = 50;

export function benchServices(count: number): readonly BenchService[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `service-${String(index).padStart(3, '0')}`;
    return {
      id,
      image: `registry.example.com/bench/${id}@sha256:${sha256(id)}`,
      variables: { LOG_LEVEL: 'info', SERVICE_NAME: id },
    };
  });
}

/** The services in groups of one stack each. */
export function stacksOf(services: readonly BenchService[]): readonly (readonly BenchService[])[] {
  const stacks: BenchService[][] = [];
  for (let start = 0; start < services.length; start += SERVICES_PER_STACK) {
    stacks.push(services.slice(start, start + SERVICES_PER_STACK));
  }
  return stacks;
}
