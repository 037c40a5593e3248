import type { Settled, UserCall } from '../../contract.ts';

/** Steps of module code that calls script functions; see Suspender.drive. */
export type Steps<Value> = Generator<UserCall, Value, Settled>;

/** Calls a function that may suspend: its value, or what it threw. */
export function* ask(fn: UserCall['fn'], args: readonly unknown[]): Steps<unknown> {
  const settled = yield { fn, args };
  if (!settled.ok) throw settled.error;
  return settled.value;
}
