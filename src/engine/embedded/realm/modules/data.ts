import type { ModuleFactory, TextList, VuContext } from '../contract.ts';
import { deepFreeze } from './deep-freeze.ts';
import { GoError } from './go-error.ts';

const AsyncFunction = (async () => {}).constructor;

/** The module `k6/data`. */
export const dataModule: ModuleFactory = (vu) => {
  const exports = { SharedArray: sharedArrayClass(vu) };
  return { ...exports, default: exports };
};

function sharedArrayClass(vu: VuContext) {
  return function SharedArray(this: unknown, name?: unknown, fn?: unknown): object {
    if (vu.bridge.state.phase !== 'init')
      throw new GoError('new SharedArray must be called in the init context');
    if (typeof name !== 'string' || name === '')
      throw new GoError("empty name provided to SharedArray's constructor");
    if (typeof fn !== 'function')
      throw new GoError("a function is expected as the second argument of SharedArray's constructor");
    if (fn instanceof (AsyncFunction as new () => object)) {
      throw new GoError('SharedArray constructor does not support async functions as second argument');
    }
    return sharedView(elementsOf(vu, name, fn as () => unknown));
  };
}

// What the function throws must reach the script as it is, through a host call that must not throw.
function elementsOf({ bridge }: VuContext, name: string, fn: () => unknown): TextList {
  let failure: { error: unknown } | undefined;
  const elements = bridge.sharedArray(name, () => {
    try {
      const made = fn();
      if (!Array.isArray(made)) throw new GoError('only arrays can be made into SharedArray');
      return made.map((element) => JSON.stringify(element) ?? 'null');
    } catch (error) {
      failure = { error };
      return null;
    }
  });
  if (failure !== undefined) throw failure.error;
  return elements;
}

const refuse = (): never => {
  throw new TypeError('SharedArray is immutable');
};

function sharedView(elements: TextList): object {
  const read = (name: string | symbol): unknown => {
    if (typeof name === 'symbol' || !/^\d+$/.test(name)) return undefined;
    const json = elements.at(Number(name));
    return json === undefined ? undefined : deepFreeze(JSON.parse(json));
  };
  const target: unknown[] = [];
  return new Proxy(target, {
    get(_target, name, receiver) {
      if (name === 'length') return elements.length;
      if (typeof name === 'string' && /^\d+$/.test(name)) return read(name);
      return Reflect.get(Array.prototype, name, receiver);
    },
    has: (_target, name) => read(name) !== undefined || name in Array.prototype,
    ownKeys: () => Array.from({ length: elements.length }, (_, index) => String(index)).concat('length'),
    getOwnPropertyDescriptor(_target, name) {
      if (name === 'length') return Reflect.getOwnPropertyDescriptor(target, 'length');
      const value = read(name);
      return value === undefined
        ? undefined
        : { value, enumerable: true, configurable: true, writable: false };
    },
    set: refuse,
    deleteProperty: refuse,
    defineProperty: refuse,
    setPrototypeOf: refuse,
  });
}
