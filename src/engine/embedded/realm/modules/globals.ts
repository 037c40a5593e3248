import type { VuContext } from '../contract.ts';
import { createConsole } from './console.ts';
import { GoError } from './go-error.ts';
import { createTextCoders } from './text-coder.ts';
import { timersOf } from './timers.ts';
import { CryptoKeyGlobal } from './webcrypto/crypto-key.ts';
import { createWebCrypto } from './webcrypto/web-crypto.ts';

/** Globals that few scripts use: made at their first use in a VU. */
const LAZY: Readonly<Record<string, (vu: VuContext) => unknown>> = {
  crypto: createWebCrypto,
  TextEncoder: (vu) => createTextCoders(vu).TextEncoder,
  TextDecoder: (vu) => createTextCoders(vu).TextDecoder,
};

/** Classes, namespaces and the like, and functions such as parseInt. */
const LANGUAGE = /^([A-Z]\w*|(is|parse|decode|encode|escape|unescape)\w*)$/;

const owners = new WeakMap<object, VuContext>();

/** What the globals of all VUs inherit: the language's own, found without the context's interceptor, and lazy ones. */
let inherited: object | null = null;

// Not before k6's lacks are taken out of the context.
function makeInherited(): object {
  const base = Object.create(globalThis) as object;
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
    if (descriptor !== undefined && 'value' in descriptor && LANGUAGE.test(name))
      Object.defineProperty(base, name, descriptor);
  }
  for (const [name, create] of Object.entries(LAZY)) {
    const own = (vu: object, value: unknown): unknown => {
      Object.defineProperty(vu, name, { value, writable: true, enumerable: true, configurable: true });
      return value;
    };
    Object.defineProperty(base, name, {
      get(this: object) {
        const vu = owners.get(this);
        return vu === undefined ? undefined : own(this, create(vu));
      },
      set(this: object, value: unknown) {
        own(this, value);
      },
      configurable: true,
    });
  }
  return base;
}

/** True for globals of a VU that are there though nobody used them yet. */
export const isLazyGlobal = (name: string): boolean => name in LAZY;

/** Makes `globals` those of a VU. */
export function inheritGlobals(globals: object, vu: VuContext): void {
  owners.set(globals, vu);
  inherited ??= makeInherited();
  Object.setPrototypeOf(globals, inherited);
}

/** What a script finds as globals beside the language's own, made anew for each VU. */
export function createGlobals(vu: VuContext): Record<string, unknown> {
  const { stopAll: _, ...timers } = timersOf(vu);
  return {
    ...timers,
    console: createConsole(vu),
    CryptoKey: CryptoKeyGlobal,
    open: (...args: unknown[]) => openFile(vu, args),
    __ENV: createEnv(vu),
  };
}

// Values become strings when written, as in k6, and stay over iterations.
function createEnv({ bridge }: VuContext): object {
  return new Proxy({ ...bridge.env } as Record<string, string>, {
    set(target, name, value: unknown) {
      if (typeof name === 'string') target[name] = String(value);
      return true;
    },
  });
}

/** k6's refusal of a function that only init code may call. */
export const initOnly = (name: string): string =>
  `the "${name}" function is only available in the init stage (i.e. the global scope), see https://grafana.com/docs/k6/latest/using-k6/test-lifecycle/ for more information`;

/** `open` of a file in another folder than the entry's: relative paths begin there. */
export function openIn(vu: VuContext, folder: string) {
  return (path: unknown, mode: unknown): string | ArrayBuffer => {
    const relative = typeof path === 'string' && path !== '' && !/^(\/|file:)/.test(path);
    return openFile(vu, [relative ? `${folder}/${path}` : path, mode]);
  };
}

function openFile({ bridge }: VuContext, [path, mode]: unknown[]): string | ArrayBuffer {
  if (bridge.state.phase !== 'init') {
    throw new GoError(initOnly('open'));
  }
  if (typeof path !== 'string' || path === '')
    throw new GoError("open() can't be used with an empty filename");
  const file = bridge.readFile(path);
  if (!file.ok) throw new GoError(file.message);
  if (mode === 'b') {
    const copy = new Uint8Array(file.value.length);
    copy.set(file.value);
    return copy.buffer;
  }
  const text = bridge.decodeUtf8(file.value);
  return text;
}
