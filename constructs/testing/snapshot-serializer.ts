/** What changes with every release or build and says nothing about the stack, with the word that stands for it. */
const NOISE: readonly (readonly [RegExp, string])[] = [
  [/sha256:[0-9a-f]{64}/g, 'sha256:<digest>'],
  [/\b(rel|part)-[0-9a-f]{12}\b/g, '$1-<id>'],
  [/"number":\d+/g, '"number":<n>'],
  [/\b[0-9a-f]{64}\b/g, '<hash>'],
];

/** A text without what changes with every release: digests, release ids and numbers, hashes of assets. */
export function withoutNoise(text: string): string {
  return NOISE.reduce((blanked, [noise, word]) => blanked.replace(noise, word), text);
}

/** What Jest and Vitest have in common of a snapshot serializer; what they pass along is theirs. */
export interface SnapshotSerializer {
  test(value: unknown): boolean;
  serialize<Config, Refs>(
    value: unknown,
    config: Config,
    indentation: string,
    depth: number,
    refs: Refs,
    printer: (value: unknown, config: Config, indentation: string, depth: number, refs: Refs) => string,
  ): string;
}

/**
 * Keeps a snapshot of a template still while releases go by: `expect.addSnapshotSerializer(releaseSnapshotSerializer)`.
 * Labels of images stay, because a test names them.
 */
export const releaseSnapshotSerializer: SnapshotSerializer = {
  test: (value) => typeof value === 'string' && withoutNoise(value) !== value,
  serialize: (value, config, indentation, depth, refs, printer) =>
    printer(withoutNoise(String(value)), config, indentation, depth, refs),
};
