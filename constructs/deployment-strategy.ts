import {
  AvailabilityZoneRebalancing,
  DeploymentStrategy,
  type FargateServiceProps,
  type TrafficShiftConfig,
} from 'aws-cdk-lib/aws-ecs';
import { Duration } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { Strategy } from '../lib/manifest/model.js';
import { constructError } from './construct-error.js';

/** How long and in which steps traffic moves. ECS's own defaults, written down so that the template says them. */
export interface StrategyOptions {
  /**
   * How long both revisions run after all traffic has moved, so that going back takes a moment. Not for `rolling` and
   * `direct`.
   *
   * @default - 15 minutes
   */
  readonly bakeTime?: Duration;

  /**
   * Share and duration of the first step of `canary`; other strategies take no notice.
   *
   * @default - 5 % for 10 minutes
   */
  readonly canaryConfiguration?: TrafficShiftConfig;

  /**
   * Size of the steps of `linear`, and the wait after each; other strategies take no notice.
   *
   * @default - 10 % every 6 minutes
   */
  readonly linearConfiguration?: TrafficShiftConfig;

  /**
   * @default - 0 for `direct`, else 100: tasks go only when others have taken their place
   */
  readonly minHealthyPercent?: number;

  /**
   * @default - 100 for `direct`, else 200: new tasks come beside the old ones
   */
  readonly maxHealthyPercent?: number;
}

type StrategyProps = Pick<
  FargateServiceProps,
  | 'deploymentStrategy'
  | 'minHealthyPercent'
  | 'maxHealthyPercent'
  | 'availabilityZoneRebalancing'
  | 'bakeTime'
  | 'canaryConfiguration'
  | 'linearConfiguration'
>;

const BAKE_TIME = Duration.minutes(15);
const CANARY = { stepPercent: 5, stepBakeTime: Duration.minutes(10) };
const LINEAR = { stepPercent: 10, stepBakeTime: Duration.minutes(6) };

/** CloudFormation refuses what takes longer, because it gives up on everything after 36 hours. */
const LONGEST = Duration.hours(33);

/** What a strategy means to ECS. */
export function strategyProps(scope: IConstruct, strategy: Strategy, options: StrategyOptions): StrategyProps {
  const direct = strategy === 'direct';
  const maxHealthyPercent = options.maxHealthyPercent ?? (direct ? 100 : 200);
  const capacity = {
    minHealthyPercent: options.minHealthyPercent ?? (direct ? 0 : 100),
    maxHealthyPercent,
    // ECS balances zones by starting more tasks first, so it refuses to do both, and a service that exists would do it.
    ...(maxHealthyPercent === 100 ? { availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED } : {}),
  };
  if (strategy === 'rolling' || direct) return { ...capacity, deploymentStrategy: DeploymentStrategy.ROLLING };
  const bakeTime = options.bakeTime ?? BAKE_TIME;
  const shift = shiftOf(strategy, options);
  checkDuration(scope, strategy, bakeTime.toMinutes() + shift.minutes);
  return { ...capacity, bakeTime, ...shift.props };
}

/** Whether a strategy keeps the old tasks beside the new ones, and so needs two of whatever leads traffic to them. */
export function runsTwoRevisions(strategy: Strategy): boolean {
  return strategy === 'blue-green' || shiftsTraffic(strategy);
}

/** Whether a strategy moves traffic bit by bit, and so cannot do without something that carries it. */
export function shiftsTraffic(strategy: Strategy): boolean {
  return strategy === 'canary' || strategy === 'linear';
}

function shiftOf(
  strategy: 'blue-green' | 'canary' | 'linear',
  options: StrategyOptions,
): { readonly minutes: number; readonly props: StrategyProps } {
  if (strategy === 'canary') {
    const canaryConfiguration = { ...CANARY, ...options.canaryConfiguration };
    const minutes = canaryConfiguration.stepBakeTime.toMinutes();
    return { minutes, props: { deploymentStrategy: DeploymentStrategy.CANARY, canaryConfiguration } };
  }
  if (strategy === 'linear') {
    const linearConfiguration = { ...LINEAR, ...options.linearConfiguration };
    const { stepPercent, stepBakeTime } = linearConfiguration;
    // Nothing is waited for after the step that reaches 100 %; the formula is CloudFormation's own.
    const steps = 100 % stepPercent === 0 ? 100 / stepPercent - 1 : Math.floor(100 / stepPercent);
    const minutes = steps * stepBakeTime.toMinutes();
    return { minutes, props: { deploymentStrategy: DeploymentStrategy.LINEAR, linearConfiguration } };
  }
  return { minutes: 0, props: { deploymentStrategy: DeploymentStrategy.BLUE_GREEN } };
}

function checkDuration(scope: IConstruct, strategy: Strategy, minutes: number): void {
  if (minutes <= LONGEST.toMinutes()) return;
  throw constructError(
    scope,
    'DeploymentTooLong',
    `strategy "${strategy}" waits ${minutes} minutes in all, and CloudFormation accepts at most ${LONGEST.toMinutes()}`,
    'shorten bakeTime or the time between the steps',
  );
}
