import { readFileSync } from 'node:fs';
import { createContext, runInContext, Script } from 'node:vm';
import type { SuspendedScript } from '../../../../build/suspend/suspend-bundle.ts';
import type { JobOutcome, VuBridge, VuInstance } from '../realm/contract.ts';
import { frameMapper } from './stack-frames.ts';

type Instantiated = { ok: true; instance: VuInstance } | { ok: false; outcome: JobOutcome };
type Instantiate = (bridge: VuBridge, factory: unknown, script: SuspendedScript) => Instantiated;

/** The vm context of one thread: all its VUs share the compiled script, none its module state. */
export interface Realm {
  instantiate(bridge: VuBridge): Instantiated;
}

/** Opens a context without Node's globals. `realmFile` is build/out/realm.js. */
export function openRealm(script: SuspendedScript, realmFile: URL): Realm {
  const context = createContext(Object.create(null), { codeGeneration: { strings: true, wasm: false } });
  const source = `${readFileSync(realmFile, 'utf8')}\nrealm.instantiate`;
  const instantiate = runInContext(source, context, { filename: 'r3mes-realm' }) as Instantiate;
  runInContext('delete globalThis.realm', context);
  const factory: unknown = new Script(script.factory, { filename: SCRIPT_NAME }).runInContext(context);
  const readable = frameMapper(script, SCRIPT_NAME);
  const told = (outcome: JobOutcome): JobOutcome =>
    outcome.kind === 'threw' ? { ...outcome, text: readable(outcome.text) } : outcome;
  return {
    instantiate(bridge) {
      const made = instantiate(bridge, factory, script);
      if (!made.ok) return { ok: false, outcome: told(made.outcome) };
      const { instance } = made;
      return { ok: true, instance: withReadableErrors(instance, told) };
    },
  };
}

const SCRIPT_NAME = 'r3mes-script';

function withReadableErrors(instance: VuInstance, told: (outcome: JobOutcome) => JobOutcome): VuInstance {
  return {
    functions: instance.functions,
    exportJson: (name) => instance.exportJson(name),
    setEnv: (env) => instance.setEnv(env),
    interrupt: () => instance.interrupt(),
    run: (name, args, done) => instance.run(name, args, (outcome) => done(told(outcome))),
  };
}
