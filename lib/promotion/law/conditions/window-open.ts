import { describeWindow, isOpen, nextOpening } from '../calendar/index.js';
import type { Condition } from '../inquiry.js';

/** One of the environment's windows is open. A rollback is exempt. */
export const windowOpen: Condition = ({ environment, place, kind, at }) => {
  const windows = place?.require.windows;
  if (windows === undefined || kind === 'rollback' || isOpen(windows, at)) return [];
  const until = nextOpening(windows, at);
  return [
    {
      code: 'WindowClosed',
      message: `${environment} takes deployments only in its windows: ${windows.map(describeWindow).join('; ')}`,
      by: until === undefined ? 'whoever changes its windows in the manifest' : 'time',
      hint:
        until === undefined
          ? 'none of them opens again; change `require.windows` in the manifest'
          : `wait until ${until}`,
      ...(until === undefined ? {} : { until }),
    },
  ];
};
