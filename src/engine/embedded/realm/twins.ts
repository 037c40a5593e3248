import type { Settled, UserCall } from './contract.ts';
import type { Core } from './core.ts';
import { drive } from './drive.ts';
import { isNative } from './natives.ts';
import { INSERTION_BLOCK, installSorts } from './sort.ts';

type Fn = (...args: unknown[]) => unknown;
type Steps = Generator<UserCall, unknown, Settled>;

installSorts();
const proto = Array.prototype as unknown as Record<string, Fn>;
const nativeReplace = String.prototype.replace as unknown as Fn;
const nativeReplaceAll = String.prototype.replaceAll as unknown as Fn;
const nativeFrom = Array.from as unknown as Fn;

function* ask(fn: Fn, self: unknown, args: unknown[]): Generator<UserCall, unknown, Settled> {
  const settled = yield { fn, self, args };
  if (!settled.ok) throw settled.error;
  return settled.value;
}

// As the natives: elements that callbacks add are not visited, those that they change are seen changed.
function* forEachIndex(
  list: unknown[],
  [fn, self]: unknown[],
  use: (value: unknown, i: number, item: unknown) => boolean,
): Steps {
  const { length } = list;
  for (let i = 0; i < length; i++) {
    if (!(i in list)) continue;
    const item = list[i];
    const value = yield* ask(fn as Fn, self, [item, i, list]);
    if (use(value, i, item)) return undefined;
  }
  return undefined;
}

function* reduceSteps(list: unknown[], args: unknown[], fromRight: boolean): Steps {
  const [fn] = args;
  const order = [...list.keys()].filter((i) => i in list);
  if (fromRight) order.reverse();
  let total = args[1];
  if (args.length < 2) {
    if (order.length === 0) throw new TypeError('Reduce of empty array with no initial value');
    total = list[order.shift() as number];
  }
  for (const i of order) if (i in list) total = yield* ask(fn as Fn, undefined, [total, list[i], i, list]);
  return total;
}

function* inserted(items: unknown[], compare: Fn): Generator<UserCall, unknown[], Settled> {
  for (let i = 1; i < items.length; i++) {
    for (let j = i; j > 0; j--) {
      const [left, right] = [items[j - 1], items[j]];
      if (!(Number(yield* ask(compare, undefined, [right, left])) < 0)) break;
      items[j - 1] = right;
      items[j] = left;
    }
  }
  return items;
}

function* sorted(items: unknown[], compare: Fn): Generator<UserCall, unknown[], Settled> {
  if (items.length <= INSERTION_BLOCK) return yield* inserted([...items], compare);
  const middle = items.length >> 1;
  const left = yield* sorted(items.slice(0, middle), compare);
  const right = yield* sorted(items.slice(middle), compare);
  const out: unknown[] = [];
  let r = 0;
  for (const item of left) {
    while (r < right.length && Number(yield* ask(compare, undefined, [item, right[r]])) > 0)
      out.push(right[r++]);
    out.push(item);
  }
  return out.concat(right.slice(r));
}

function* sortSteps(list: unknown[], [fn]: unknown[], inPlace: boolean): Steps {
  const defined = list.filter((value) => value !== undefined);
  const rest = new Array(list.length - defined.length).fill(undefined);
  const result = [...(yield* sorted(defined, fn as Fn)), ...rest];
  if (!inPlace) return result;
  for (const [i, value] of result.entries()) list[i] = value;
  return list;
}

function* findSteps(
  list: unknown[],
  [fn, self]: unknown[],
  options: { last: boolean; index: boolean },
): Steps {
  const order = [...list.keys()];
  if (options.last) order.reverse();
  for (const i of order) {
    if (yield* ask(fn as Fn, self, [list[i], i, list])) return options.index ? i : list[i];
  }
  return options.index ? -1 : undefined;
}

/** Array methods that call a function for each element, as steps that can wait. */
const ARRAY_TWINS: Record<string, (list: unknown[], args: unknown[]) => Steps> = {
  *every(list, args) {
    let all = true;
    yield* forEachIndex(list, args, (value) => {
      all = Boolean(value);
      return !all;
    });
    return all;
  },
  *some(list, args) {
    let any = false;
    yield* forEachIndex(list, args, (value) => {
      any = Boolean(value);
      return any;
    });
    return any;
  },
  *filter(list, args) {
    const out: unknown[] = [];
    yield* forEachIndex(list, args, (value, _i, item) => {
      if (value) out.push(item);
      return false;
    });
    return out;
  },
  *forEach(list, args) {
    return yield* forEachIndex(list, args, () => false);
  },
  *map(list, args) {
    const out = new Array(list.length);
    yield* forEachIndex(list, args, (value, i) => {
      out[i] = value;
      return false;
    });
    return out;
  },
  *flatMap(list, args) {
    const out: unknown[] = [];
    yield* forEachIndex(list, args, (value) => {
      if (Array.isArray(value)) out.push(...value);
      else out.push(value);
      return false;
    });
    return out;
  },
  find: (list, args) => findSteps(list, args, { last: false, index: false }),
  findIndex: (list, args) => findSteps(list, args, { last: false, index: true }),
  findLast: (list, args) => findSteps(list, args, { last: true, index: false }),
  findLastIndex: (list, args) => findSteps(list, args, { last: true, index: true }),
  reduce: (list, args) => reduceSteps(list, args, false),
  reduceRight: (list, args) => reduceSteps(list, args, true),
  sort: (list, args) => sortSteps(list, args, true),
  toSorted: (list, args) => sortSteps(list, args, false),
};

function* replaceSteps(text: string, pattern: unknown, { fn, all }: { fn: Fn; all: boolean }): Steps {
  const calls: unknown[][] = [];
  Reflect.apply(all ? nativeReplaceAll : nativeReplace, text, [
    pattern,
    (...args: unknown[]) => {
      calls.push(args);
      return '';
    },
  ]);
  const texts: string[] = [];
  for (const args of calls) texts.push(String(yield* ask(fn, undefined, args)));
  return Reflect.apply(all ? nativeReplaceAll : nativeReplace, text, [pattern, () => texts.shift() ?? '']);
}

function* keyedForEach(target: Map<unknown, unknown> | Set<unknown>, [fn, self]: unknown[]): Steps {
  for (const [key, value] of target.entries()) yield* ask(fn as Fn, self, [value, key, target]);
  return undefined;
}

function* fromSteps(items: unknown, [fn, self]: unknown[]): Steps {
  const out: unknown[] = [];
  for (const [i, item] of Array.from(items as ArrayLike<unknown>).entries())
    out.push(yield* ask(fn as Fn, self, [item, i]));
  return out;
}

const typedProto = Object.getPrototypeOf(Uint8Array.prototype) as Record<string, Fn>;

function* typedSortSteps(list: Uint8Array, [fn]: unknown[], inPlace: boolean): Steps {
  const items = (yield* sorted([...list], fn as Fn)) as number[];
  const target = inPlace ? list : list.slice();
  target.set(items);
  return target;
}

/** Methods of typed arrays that call a function for each element. */
const TYPED_TWINS: Record<string, (list: Uint8Array, args: unknown[]) => Steps> = {
  sort: (list, args) => typedSortSteps(list, args, true),
  toSorted: (list, args) => typedSortSteps(list, args, false),
};

/** The steps of a native method with callbacks, or null where the method is the script's own (or has no twin). */
function stepsOf(target: unknown, name: string, args: unknown[]): (() => Steps) | null {
  const method = (target as Record<string, unknown> | null | undefined)?.[name];
  const twin = ARRAY_TWINS[name];
  if (
    Array.isArray(target) &&
    method === proto[name] &&
    twin !== undefined &&
    typeof args[0] === 'function'
  ) {
    return () => twin(target, args);
  }
  const typed = TYPED_TWINS[name];
  if (ArrayBuffer.isView(target) && method === typedProto[name] && typed && typeof args[0] === 'function')
    return () => typed(target as Uint8Array, args);
  if (method === nativeFrom && target === Array && typeof args[1] === 'function')
    return () => fromSteps(args[0], args.slice(1));
  const replaces = method === nativeReplace || method === nativeReplaceAll;
  if (typeof target === 'string' && replaces && typeof args[1] === 'function') {
    return () => replaceSteps(target, args[0], { fn: args[1] as Fn, all: method === nativeReplaceAll });
  }
  const keyed = target instanceof Map || target instanceof Set;
  if (keyed && name === 'forEach' && (method === Map.prototype.forEach || method === Set.prototype.forEach)) {
    return () => keyedForEach(target, args);
  }
  return null;
}

/** `target.name(...args)` where the method may be native and its callbacks may wait. */
export function callTwin(core: Core, target: unknown, [name, ...args]: [string, ...unknown[]]): unknown {
  const steps = stepsOf(target, name, args);
  if (steps !== null) return drive(core, steps as () => Generator<UserCall, unknown, Settled>);
  // A native method may call a function of the script, which then has no caller that can wait.
  if (isNative((target as Record<string, unknown> | null | undefined)?.[name])) core.k = 0;
  return (target as Record<string, Fn>)[name]?.(...args) ?? missing(target, name);
}

function missing(target: unknown, name: string): unknown {
  if (typeof (target as Record<string, unknown>)[name] === 'function') return undefined;
  throw new TypeError(`${name} is not a function`);
}
