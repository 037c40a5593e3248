import type { JobOutcome, PartName, RealmHost, RealmParts, VuBridge, VuInstance } from './contract.ts';
import { showSources } from './function-text.ts';
import { guarded } from './guarded.ts';
import { ignoreLocales } from './ignore-locales.ts';
import { isLazyGlobal } from './modules/globals.ts';
import { GoError } from './modules/go-error.ts';
import { removeWhatK6Lacks } from './remove-what-k6-lacks.ts';
import { currentGlobals, type Factory, RealmVu } from './vu-instance.ts';

removeWhatK6Lacks();
ignoreLocales();
Object.assign(Error, { stackTraceLimit: 60 });

// Code from strings sees the context's own globals: they lead to those of the VU that runs.
const VU_GLOBALS = [
  ...['console', 'setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'open', 'require', 'global'],
  ...['__ENV', '__VU', '__ITER', 'crypto', 'CryptoKey', 'TextEncoder', 'TextDecoder'],
];
for (const name of VU_GLOBALS) {
  Object.defineProperty(globalThis, name, {
    get: () =>
      isLazyGlobal(name) || Object.hasOwn(currentGlobals(), name) ? currentGlobals()[name] : undefined,
    set: (value: unknown) =>
      Reflect.defineProperty(currentGlobals(), name, { value, writable: true, configurable: true }),
    configurable: true,
  });
}
for (const name of ['module', 'exports']) {
  Object.defineProperty(globalThis, name, {
    get() {
      throw new GoError(
        `you are trying to access identifier "${name}", this likely is due to mixing ECMAScript Modules (ESM) and CommonJS syntax. This isn't supported in the JavaScript standard, please use only one or the other.`,
      );
    },
    configurable: true,
  });
}

// Stacks are told by the host: k6 has no hook for scripts, and V8's would show them the engine's frames.
Object.defineProperty(Error, 'prepareStackTrace', { get: () => undefined, set: () => {} });

const parts: Partial<RealmParts> = {};

// What the host gives back was evaluated in this realm.
function partOf<Name extends PartName>(name: Name, host: RealmHost): RealmParts[Name] {
  const known: RealmParts[Name] | undefined = parts[name];
  if (known !== undefined) return known;
  const loaded = host.loadPart(name);
  if (!loaded.ok) throw new Error(loaded.message);
  parts[name] = loaded.value;
  return loaded.value;
}

type Instantiated = { ok: true; instance: VuInstance } | { ok: false; outcome: JobOutcome };

/** Runs the init code of one VU; the host's only way into the realm. A promise where init code awaits. */
export function instantiate(
  bridge: VuBridge,
  factory: Factory,
  script: { modules: readonly string[]; mayPromise: boolean; entryPath: string },
  host: RealmHost,
): Instantiated | Promise<Instantiated> {
  const own = guarded(host, 'realm');
  const vu = new RealmVu(guarded(bridge, 'bridge'), script, (name) => partOf(name, own));
  showSources(own);
  try {
    const loading = vu.load(factory, script.modules);
    if (loading === null) return { ok: true, instance: vu };
    return loading.then(() => ({ ok: true, instance: vu }), failed);
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Instantiated {
  const text = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  return { ok: false, outcome: { kind: 'threw', text, hint: 'script exception', asynchronous: false } };
}
