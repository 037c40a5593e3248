type HostFunction = (...args: unknown[]) => unknown;

/** Parts of the bridge that have functions of their own. */
const PARTS: ReadonlySet<string> = new Set(['http', 'ws', 'crypto', 'coding', 'grpc', 'execution']);
/** Functions that give an object with functions. */
const MAKES_HANDLE: ReadonlySet<string> = new Set([
  'hasher',
  'textDecoder',
  'open',
  'newClient',
  'openStream',
]);

/**
 * The bridge with every function of the host behind one of the realm's own: what the host throws, e.g. where the stack ends,
 * would hand the script the host's `process` through its constructor.
 */
export function guarded<Host extends object>(host: Host): Host {
  const copy = {};
  for (const name of methodsAndFields(host)) {
    const value: unknown = (host as Record<string, unknown>)[name];
    if (typeof value === 'function') define(copy, name, { value: guard(host, value as HostFunction, name) });
    else if (PARTS.has(name) && typeof value === 'object' && value !== null)
      define(copy, name, { value: guarded(value) });
    else define(copy, name, { get: () => (host as Record<string, unknown>)[name] });
  }
  return copy as Host;
}

const define = (target: object, name: string, descriptor: PropertyDescriptor): void =>
  void Reflect.defineProperty(target, name, { ...descriptor, enumerable: true });

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

function guard(host: object, fn: HostFunction, name: string): HostFunction {
  const makesHandle = MAKES_HANDLE.has(name);
  // No function of the bridge has more than four parameters.
  return (a, b, c, d) => {
    try {
      const value = fn.call(host, a, b, c, d);
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
