/** Parts of the bridge that have functions of their own. */
const PARTS: ReadonlySet<string> = new Set(['http', 'ws', 'crypto', 'coding', 'grpc', 'execution']);
/** Those that all VUs share. */
const SHARED: ReadonlySet<string> = new Set(['crypto', 'coding']);
/** Fields that are read all the time and never replaced. */
const FIXED: ReadonlySet<string> = new Set(['state', 'env']);
/** Functions that give an object with functions. */
const MAKES_HANDLE: ReadonlySet<string> = new Set([
  'hasher',
  'textDecoder',
  'open',
  'openHeld',
  'newClient',
  'openStream',
]);

type Host = Record<string, unknown>;

/** What realm code has in place of an object of the host. */
class Guard {
  readonly #host: Host;

  constructor(host: object) {
    this.#host = host as Host;
  }

  static hostOf(guard: Guard): Host {
    return guard.#host;
  }
}

/** One class for all hosts of a kind: a VU then costs its objects, and no functions. */
const classes = new Map<unknown, typeof Guard>();
const shared = new WeakMap<object, object>();

/**
 * The bridge with every function of the host behind one of the realm's own: what the host throws, e.g. where the stack ends,
 * would hand the script the host's `process` through its constructor. Hosts of one `kind` have the same functions.
 */
export function guarded<Guarded extends object>(host: Guarded, kind?: string): Guarded {
  const proto = Reflect.getPrototypeOf(host);
  const isInstance = proto !== null && Reflect.getPrototypeOf(proto) !== null;
  const key: unknown = kind ?? (isInstance ? proto : null);
  let OfKind = key === null ? undefined : classes.get(key);
  if (OfKind === undefined) {
    OfKind = class extends Guard {};
    if (key !== null) classes.set(key, OfKind);
    for (const name of methodsAndFields(host)) describe(OfKind.prototype, name, (host as Host)[name]);
  } else if (kind === undefined) {
    // Another instance of the class may have fields that the first one had not.
    for (const name of Object.keys(host))
      if (!(name in OfKind.prototype)) describe(OfKind.prototype, name, (host as Host)[name]);
  }
  const guard = new OfKind(host);
  for (const name of FIXED)
    if (Object.hasOwn(host, name)) define(guard, name, { value: (host as Host)[name] });
  return guard as Guarded;
}

// The host's Object.prototype is the end of the chain, and no part of the bridge.
function methodsAndFields(host: object): Set<string> {
  const names = new Set<string>();
  for (let at: object | null = host; at !== null; at = Reflect.getPrototypeOf(at)) {
    if (at !== host && Reflect.getPrototypeOf(at) === null) break;
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  names.delete('constructor');
  return names;
}

function describe(prototype: object, name: string, value: unknown): void {
  if (typeof value === 'function') define(prototype, name, { value: guardedFunction(name) });
  else if (PARTS.has(name))
    define(prototype, name, {
      get(this: Guard) {
        const host = Guard.hostOf(this)[name] as object | null;
        const part = host === null ? null : partOf(host, name);
        define(this, name, { value: part });
        return part;
      },
    });
  else
    define(prototype, name, {
      get(this: Guard) {
        return Guard.hostOf(this)[name];
      },
    });
}

function partOf(host: object, name: string): object {
  if (!SHARED.has(name)) return guarded(host, name);
  const part = shared.get(host) ?? guarded(host, name);
  shared.set(host, part);
  return part;
}

const define = (target: object, name: string, descriptor: PropertyDescriptor): void =>
  void Reflect.defineProperty(target, name, { ...descriptor, enumerable: true });

type HostFunction = (...args: unknown[]) => unknown;

function guardedFunction(name: string) {
  const makesHandle = MAKES_HANDLE.has(name);
  // No function of the bridge has more than four parameters.
  // biome-ignore lint/complexity/useMaxParams: `this` is none
  return function (this: Guard, a: unknown, b: unknown, c: unknown, d: unknown): unknown {
    try {
      const value = (Guard.hostOf(this) as Record<string, HostFunction>)[name]?.(a, b, c, d);
      return makesHandle && typeof value === 'object' && value !== null ? guarded(value) : value;
    } catch (error) {
      throw ownError(error);
    }
  };
}

// Errors of the realm itself come through: the host may have called back.
function ownError(error: unknown): unknown {
  if (!isForeign(error)) return error;
  const { name, message } = error as { name?: unknown; message?: unknown };
  return name === 'RangeError'
    ? new RangeError(String(message))
    : new Error(`internal error: ${String(message)}`);
}

function isForeign(value: unknown): value is object {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  let root: object = value;
  for (let next = Reflect.getPrototypeOf(root); next !== null; next = Reflect.getPrototypeOf(root))
    root = next;
  return root !== value && root !== Object.prototype;
}
