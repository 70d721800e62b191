/** What a group of tests needs: any AWS API, or the emulator with what it does beyond moto. */
export interface Needs {
  readonly emulator?: boolean;
}

/** An endpoint that the user named, on which the tests run instead of an emulator of their own. */
export const foreignEndpoint = process.env.SLIPWAY_TEST_AWS_ENDPOINT;

/** Whether tests of that need can run; the project's set-up found out, and said on one line what is skipped. */
export function canRun({ emulator = false }: Needs): boolean {
  return process.env.SLIPWAY_TEST_PYTHON !== undefined || (foreignEndpoint !== undefined && !emulator);
}

/**
 * Like `describe`, for tests that need an AWS API; skipped where none is to be had. Start it in `beforeAll` with
 * {@link startAws}. Tests that run against an endpoint of the user's cannot count on being alone there.
 */
export function describeAws(name: string, body: () => void): void {
  (canRun({}) ? describe : describe.skip)(name, body);
}

/**
 * Like {@link describeAws}, for tests that need what only the emulator does: functions that run, custom resources, ECS
 * rollouts, rollbacks of stacks, `aws.control`.
 */
export function describeEmulator(name: string, body: () => void): void {
  (canRun({ emulator: true }) ? describe : describe.skip)(name, body);
}
