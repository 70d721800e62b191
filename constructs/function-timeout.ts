import { Duration } from 'aws-cdk-lib/core';

/** The longest that Lambda lets a function run: watching a deployment to its end may take that long. */
export const FUNCTION_TIMEOUT = Duration.minutes(15);

/** Longer than the function can run: an answer is never late, and one that never comes holds no stack up for an hour. */
export const ANSWER_WITHIN = FUNCTION_TIMEOUT.plus(Duration.minutes(5));
