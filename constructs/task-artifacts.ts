import type { TaskDefinition } from 'aws-cdk-lib/aws-ecs';

/** An image of a release. */
export interface ReleasedArtifact {
  readonly project: string;
  readonly serviceSet: string;
  readonly artifact: string;
}

const USED = new WeakMap<TaskDefinition, ReleasedArtifact[]>();

/** Remembers that a container of a task definition runs an image of a release. */
export function useArtifact(task: TaskDefinition, artifact: ReleasedArtifact): void {
  const used = USED.get(task) ?? [];
  used.push(artifact);
  USED.set(task, used);
}

/** Which images of releases the containers of a task definition run. */
export function artifactsOf(task: TaskDefinition): readonly ReleasedArtifact[] {
  return USED.get(task) ?? [];
}
