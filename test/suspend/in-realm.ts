import { pathToFileURL } from 'node:url';
import { suspendBundle } from '../../build/suspend/suspend-bundle.ts';
import type { JobOutcome, VuBridge } from '../../src/engine/embedded/realm/contract.ts';
import { openRealm, type Realm } from '../../src/engine/embedded/vu/realm.ts';

const REALM = pathToFileURL('build/out/realm.js');

/** What a script's function gave, and how often its calls waited in each of the two ways. */
export interface InRealm {
  outcome: JobOutcome;
  suspended: number;
  held: number;
}

/** A script in a realm of its own; each run has a VU of its own. Timers end at once or in the next turn, by turns. */
export class RealmScript {
  readonly #realm: Realm;
  readonly logs: string[] = [];

  constructor(code: string) {
    this.#realm = openRealm(
      suspendBundle({ entryPath: '/script.js', code, map: null, hash: '', inputs: [] }),
      REALM,
    );
  }

  async run(name: string): Promise<InRealm> {
    const counts = { suspended: 0, held: 0 };
    const made = await this.#realm.instantiate(bridgeOf(this.logs, counts));
    if (!made.ok) throw new Error(JSON.stringify(made.outcome));
    const outcome = await new Promise<JobOutcome>((resolve) => made.instance.run(name, [], resolve));
    return { outcome, ...counts };
  }
}

function bridgeOf(logs: string[], counts: { suspended: number; held: number }): VuBridge {
  let timers = 0;
  const bridge = {
    state: { phase: 'vu', group: '', tags: {}, metadata: {}, id: 1, iteration: 0, options: { throw: false } },
    env: {},
    log: (_level: string, message: string) => void logs.push(message),
    now: () => performance.now(),
    setGroup: () => {},
    emit: () => {},
    check: () => {},
    startTimer(_delayMs: number, fire: () => void) {
      counts.suspended++;
      if (++timers % 3 === 0) fire();
      else setImmediate(fire);
      return timers;
    },
    stopTimer: () => {},
    nextTurn: (fire: () => void) => void setImmediate(fire),
    sleepBlocking: () => void counts.held++,
    blocked: () => {},
    execution: { abortReason: () => '' },
  };
  return bridge as unknown as VuBridge;
}
