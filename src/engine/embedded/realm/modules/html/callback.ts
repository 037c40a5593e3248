import type { Settled, UserCall } from '../../contract.ts';
import { GoError } from '../go-error.ts';

/** A function of the script that a method calls for each node. */
export type Callback = UserCall['fn'];

/** A method that calls such functions: each `yield` gives how the call settled. */
export type Steps<Value> = Generator<UserCall, Value, Settled>;

/** Throws GoError for what is no function. */
export function readCallback(given: unknown, method: string): Callback {
  if (typeof given === 'function') return given as Callback;
  throw new GoError(`the argument to ${method}() must be a function`);
}

function* ask(fn: Callback, i: number, subject: unknown): Steps<unknown> {
  const settled = yield { fn, args: [i, subject] };
  if (!settled.ok) throw settled.error;
  return settled.value;
}

/** Calls the function for each; gives `result`. */
export function* callEach<Result>(fn: Callback, subjects: readonly unknown[], result: Result): Steps<Result> {
  for (const [i, subject] of subjects.entries()) yield* ask(fn, i, subject);
  return result;
}

/** What the function gives for each; calls that throw are left out, as in k6. */
export function* mapEach(fn: Callback, subjects: readonly unknown[]): Steps<unknown[]> {
  const values: unknown[] = [];
  for (const [i, subject] of subjects.entries()) {
    const settled = yield { fn, args: [i, subject] };
    if (settled.ok) values.push(settled.value);
  }
  return values;
}

/** Whether the function accepts each. */
export function* testEach(fn: Callback, subjects: readonly unknown[]): Steps<boolean[]> {
  const answers: boolean[] = [];
  for (const [i, subject] of subjects.entries()) answers.push(Boolean(yield* ask(fn, i, subject)));
  return answers;
}

/** Whether the function accepts any; those after the first that it accepts are not asked for. */
export function* testAny(fn: Callback, subjects: readonly unknown[]): Steps<boolean> {
  for (const [i, subject] of subjects.entries()) if (yield* ask(fn, i, subject)) return true;
  return false;
}
