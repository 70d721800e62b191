import type { Delivery } from '../../../lib/delivery/index.js';
import type { Ledger, LedgerView } from '../../../lib/ledger/index.js';
import { fold, type LedgerEvent } from '../../../lib/promotion/index.js';
import { expectLinear } from './recorded.js';
import type { Recorded } from './shop.js';

/** One call of somebody to a ledger: when it began and ended, in the order of all. */
interface Call {
  readonly begun: number;
  readonly ended: number;
}

type Append = Call & { readonly event?: LedgerEvent };
type View = Call & { readonly view: LedgerView };

/** Watches ledgers on one record from outside, and says whether all that they answered fits one order in real time. */
export class History {
  private readonly appends: Append[] = [];
  private readonly views: View[] = [];
  private moment = 0;

  watch(ledger: Ledger): Ledger {
    return {
      events: (project) => ledger.events(project),
      projects: () => ledger.projects(),
      view: async (project) => {
        const begun = ++this.moment;
        const view = await ledger.view(project);
        this.views.push({ begun, ended: ++this.moment, view });
        return view;
      },
      append: async (project, heads, draft) => {
        const begun = ++this.moment;
        const event = await ledger.append(project, heads, draft);
        this.appends.push({ begun, ended: ++this.moment, ...(event === undefined ? {} : { event }) });
        return event;
      },
    };
  }

  /** Expects that the record is one line of exactly what was acknowledged, and that everybody saw it as it was. */
  async check({ ledger, project }: Delivery): Promise<Recorded> {
    const events = await ledger.events(project.id);
    expectLinear(events);
    const won = this.appends.flatMap(({ event, ...call }) => (event === undefined ? [] : [{ ...call, event }]));
    expect(won.map(({ event }) => event.hash).sort()).toEqual(events.map(({ hash }) => hash).sort());
    for (const earlier of won)
      for (const later of won) if (earlier.ended < later.begun) expect(earlier.event.seq).toBeLessThan(later.event.seq);
    for (const { begun, ended, view } of this.views) {
      const seen = view.heads.length === 0 ? 0 : events.findIndex(({ hash }) => hash === view.heads[0]) + 1;
      expect(view.state).toEqual(fold(project.id, events.slice(0, seen)));
      // What was acknowledged before somebody looked is seen, and nothing that was begun only afterwards.
      for (const append of won) {
        if (append.ended < begun) expect(append.event.seq).toBeLessThanOrEqual(seen);
        if (append.begun > ended) expect(append.event.seq).toBeGreaterThan(seen);
      }
    }
    return { events, state: fold(project.id, events) };
  }
}
