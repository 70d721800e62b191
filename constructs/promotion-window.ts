import type { Weekday, Window } from '../lib/manifest/requirements.js';

export interface WeeklyWindowProps {
  /** The days on which it begins: `mon` to `sun`. */
  readonly days: readonly Weekday[];

  /** `HH:MM`, from `00:00`: the first minute in which it is open. */
  readonly from: string;

  /** `HH:MM`, to `24:00`: the first minute in which it is not. At or before `from` it is one of the next day. */
  readonly to: string;

  /**
   * The time zone's IANA name, e.g. `Europe/London`.
   *
   * @default 'UTC'
   */
  readonly zone?: string;
}

export interface OneOffWindowProps {
  /** `YYYY-MM-DDTHH:MM`: the first minute in which it is open. */
  readonly from: string;

  /** `YYYY-MM-DDTHH:MM`: the first minute in which it is not. */
  readonly to: string;

  /**
   * The time zone's IANA name, e.g. `Europe/London`.
   *
   * @default 'UTC'
   */
  readonly zone?: string;
}

/** When deployments may begin, by the clock on the wall of a time zone. */
export class PromotionWindow {
  /** Open on some days of every week between two times of day. */
  static weekly({ days, from, to, zone = 'UTC' }: WeeklyWindowProps): PromotionWindow {
    return new PromotionWindow({ kind: 'weekly', days: [...days], from, to, zone });
  }

  /** Open once. */
  static once({ from, to, zone = 'UTC' }: OneOffWindowProps): PromotionWindow {
    return new PromotionWindow({ kind: 'once', from, to, zone });
  }

  /** As the law weighs it. */
  readonly window: Window;

  private constructor(window: Window) {
    this.window = window;
  }
}
