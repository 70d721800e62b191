/**
 * The memory that Fargate allows beside a number of CPU units, in MiB and in ascending order; undefined for CPU units
 * that it does not have. From "Task size" in the ECS developer guide.
 */
export function fargateMemory(cpu: number): readonly number[] | undefined {
  const range = RANGES.get(cpu);
  if (range === undefined) return cpu === 256 ? [512, 1024, 2048] : undefined;
  const [least, most, step] = range;
  return Array.from({ length: (most - least) / step + 1 }, (_, index) => (least + index * step) * 1024);
}

/** CPU units, then least, most and step in GiB. */
const RANGES: ReadonlyMap<number, readonly [number, number, number]> = new Map([
  [512, [1, 4, 1]],
  [1024, [2, 8, 1]],
  [2048, [4, 16, 1]],
  [4096, [8, 30, 1]],
  [8192, [16, 60, 4]],
  [16384, [32, 120, 8]],
]);
