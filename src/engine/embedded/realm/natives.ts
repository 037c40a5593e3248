type Fn = (...args: unknown[]) => unknown;

/** Functions of the language that may call a function of the script, which then has no caller that can wait. */
const natives = new WeakSet<object>();

/** True for functions of the language, and for such that are bound to something. */
export const isNative = (value: unknown): boolean => typeof value === 'function' && natives.has(value);

// `call` and `apply` hand control to the function itself: the token is for it.
function nameNatives(): void {
  const generator = Object.getPrototypeOf(function* () {}.prototype) as object;
  const holders = [
    Array,
    String,
    Map,
    Set,
    RegExp,
    Number,
    Date,
    Object,
    Promise,
    ArrayBuffer,
    DataView,
    Error,
  ];
  const typed = Object.getPrototypeOf(Uint8Array) as { prototype: object };
  const objects: object[] = [...holders, ...holders.map(({ prototype }) => prototype as object), typed];
  for (const object of [
    ...objects,
    ...[typed.prototype, JSON, Reflect, Math, generator, Object.getPrototypeOf(generator) as object],
    globalThis,
  ]) {
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(object)) as { value?: unknown }[])
      if (typeof value === 'function') natives.add(value);
  }
}

// What `bind` gives looks like any function of the language, but may be the script's own.
function watchBind(): void {
  const { bind, call, apply } = Function.prototype as unknown as Record<string, Fn>;
  const shown = {
    bind(this: unknown, ...args: unknown[]): unknown {
      const bound = Reflect.apply(bind as Fn, this, args) as object;
      const target = this === call || this === apply ? args[0] : this;
      if (isNative(target)) natives.add(bound);
      return bound;
    },
  };
  Object.defineProperty(shown.bind, 'length', { value: 1, configurable: true });
  Object.defineProperty(Function.prototype, 'bind', {
    value: shown.bind,
    writable: true,
    configurable: true,
  });
}

nameNatives();
watchBind();

const guards = new WeakMap<object, Fn>();

/**
 * A function that a site is about to call, of which only the run shows what it is: what a native calls has no caller that
 * can wait, so a native drops the token. With a `name`, anything but a function becomes one that throws what the language would.
 */
export function callable(drop: () => void, value: unknown, name?: string): unknown {
  if (typeof value !== 'function') {
    if (name === undefined) return value;
    return () => {
      throw new TypeError(`${name} is not a function`);
    };
  }
  if (!natives.has(value)) return value;
  let guard = guards.get(value);
  if (guard === undefined) {
    guard = function (this: unknown, ...args: unknown[]): unknown {
      drop();
      return Reflect.apply(value as Fn, this, args);
    };
    guards.set(value, guard);
  }
  return guard;
}
