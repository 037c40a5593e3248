import { pathToFileURL } from 'node:url';
import { suspendBundle } from '../../build/suspend/suspend-bundle.ts';
import type { JobOutcome, VuBridge, VuInstance } from '../../src/engine/embedded/realm/contract.ts';
import { openRealm } from '../../src/engine/embedded/vu/realm.ts';

const REALM = pathToFileURL('build/out/realm.js');

/** What a script's function gave, and how often its calls waited in each of the two ways. */
export interface InRealm {
  outcome: JobOutcome;
  suspended: number;
  held: number;
}

/** One VU of a script in a realm of its own; timers end at once or in the next turn, by turns. */
export class RealmScript {
  readonly #instance: VuInstance;
  #suspended = 0;
  #held = 0;
  readonly logs: string[];

  private constructor(instance: VuInstance, logs: string[]) {
    this.#instance = instance;
    this.logs = logs;
  }

  static async load(code: string): Promise<RealmScript> {
    const script = suspendBundle({ entryPath: '/script.js', code, map: null, hash: '' });
    const logs: string[] = [];
    let owner: RealmScript | null = null;
    const bridge = bridgeOf(logs, {
      suspended: () => void (owner && owner.#suspended++),
      held: () => void (owner && owner.#held++),
    });
    const made = await openRealm(script, REALM).instantiate(bridge);
    if (!made.ok) throw new Error(JSON.stringify(made.outcome));
    owner = new RealmScript(made.instance, logs);
    return owner;
  }

  async run(name: string): Promise<InRealm> {
    this.#suspended = 0;
    this.#held = 0;
    const outcome = await new Promise<JobOutcome>((resolve) => this.#instance.run(name, [], resolve));
    return { outcome, suspended: this.#suspended, held: this.#held };
  }
}

function bridgeOf(logs: string[], counts: { suspended(): void; held(): void }): VuBridge {
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
      counts.suspended();
      if (++timers % 3 === 0) fire();
      else setImmediate(fire);
      return timers;
    },
    stopTimer: () => {},
    nextTurn: (fire: () => void) => void setImmediate(fire),
    sleepBlocking: () => counts.held(),
    blocked: () => {},
    execution: { abortReason: () => '' },
  };
  return bridge as unknown as VuBridge;
}
