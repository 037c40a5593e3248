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
