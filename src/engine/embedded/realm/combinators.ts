import type { Core } from './core.ts';
import { registers } from './registers.ts';

type Fn = (...args: unknown[]) => unknown;

/** Reacts to one promise of many: the index, and what settles the whole. */
interface Whole {
  values: unknown[];
  /** Counts a promise that is done; true for the last one. */
  isLast(): boolean;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}
type Reaction = (
  whole: Whole,
  index: number,
) => [onValue: (value: unknown) => void, onError: (error: unknown) => void];

const keep =
  ({ values, isLast, resolve }: Whole, index: number, wrap: (value: unknown) => unknown) =>
  (value: unknown) => {
    values[index] = wrap(value);
    if (isLast()) resolve(values);
  };

const REACTIONS: Readonly<Record<string, Reaction>> = {
  all: (whole, i) => [keep(whole, i, (value) => value), whole.reject],
  allSettled: (whole, i) => [
    keep(whole, i, (value) => ({ status: 'fulfilled', value })),
    keep(whole, i, (reason) => ({ status: 'rejected', reason })),
  ],
  any: (whole, i) => [
    whole.resolve,
    (error) => {
      whole.values[i] = error;
      if (whole.isLast()) whole.reject(new AggregateError(whole.values, 'All promises were rejected'));
    },
  ],
  race: (whole) => [whole.resolve, whole.reject],
};

const natives = Promise as unknown as Record<string, Fn>;
const own: Readonly<Record<string, Fn | undefined>> = {
  all: natives['all'],
  allSettled: natives['allSettled'],
  any: natives['any'],
  race: natives['race'],
};
const { then: nativeThen } = Promise.prototype as unknown as Record<string, Fn>;

/** True when `target.name` is the language's own Promise.all or one of its kin. */
export const isCombinator = (target: unknown, name: string): boolean =>
  target === Promise && own[name] !== undefined && natives[name] === own[name];

/** Promise.all and its kin, such that their reactions wait like the script's own while another job holds the VU. */
export function combine(core: Core, name: string, items: unknown): Promise<unknown> {
  core.k = 0;
  const { jobs } = registers;
  return new Promise((resolve, reject) => {
    const promises = [...(items as Iterable<unknown>)].map((item) => Promise.resolve(item));
    let left = promises.length;
    const whole: Whole = { values: new Array(left), isLast: () => --left === 0, resolve, reject };
    if (left === 0 && name !== 'race') {
      if (name === 'any') reject(new AggregateError([], 'All promises were rejected'));
      else resolve([]);
    }
    const inTurn = (fn: (value: unknown) => void) => (value: unknown) => {
      if (jobs.mustQueue) jobs.enqueue(() => fn(value));
      else fn(value);
    };
    for (const [i, promise] of promises.entries()) {
      const reactions = (REACTIONS[name] as Reaction)(whole, i).map(inTurn);
      Reflect.apply(nativeThen as Fn, promise, reactions);
    }
  });
}
