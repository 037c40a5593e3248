import type { JobOutcome, VuBridge, VuInstance } from './contract.ts';
import { type Factory, RealmVu } from './vu-instance.ts';

for (const absent of [
  'SharedArrayBuffer',
  'Atomics',
  'WebAssembly',
  'Intl',
  'WeakRef',
  'FinalizationRegistry',
  'console',
]) {
  Reflect.deleteProperty(globalThis, absent);
}
Object.assign(Error, { stackTraceLimit: 60 });

/** Runs the init code of one VU; the host's only way into the realm. */
export function instantiate(
  bridge: VuBridge,
  factory: Factory,
  script: { modules: readonly string[]; mayPromise: boolean },
): { ok: true; instance: VuInstance } | { ok: false; outcome: JobOutcome } {
  const vu = new RealmVu(bridge, script);
  try {
    vu.load(factory, script.modules);
    return { ok: true, instance: vu };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    return { ok: false, outcome: { kind: 'threw', text, hint: 'script exception', asynchronous: false } };
  }
}
