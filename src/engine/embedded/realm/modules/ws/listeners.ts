import type { UserCall } from '../../contract.ts';

type Callback = UserCall['fn'];

/** The events of a WebSocket of k6/websockets. */
export const EVENTS = ['message', 'error', 'open', 'close', 'ping', 'pong'] as const;
export type EventName = (typeof EVENTS)[number];

const NONE: readonly Callback[] = [];

/** The handlers of one WebSocket: the one of `on...` comes first, then those added, in order. */
export class Listeners {
  readonly #on = new Map<string, Callback>();
  readonly #added = new Map<string, Callback[]>();

  on(name: EventName): Callback | null {
    return this.#on.get(name) ?? null;
  }

  setOn(name: EventName, handler: Callback | null): void {
    if (handler === null) this.#on.delete(name);
    else this.#on.set(name, handler);
  }

  add(name: EventName, handler: Callback): void {
    this.#added.set(name, [...(this.#added.get(name) ?? []), handler]);
  }

  all(name: EventName): readonly Callback[] {
    const on = this.#on.get(name);
    const added = this.#added.get(name) ?? NONE;
    if (on === undefined) return added;
    return added.length === 0 ? [on] : [on, ...added];
  }
}
