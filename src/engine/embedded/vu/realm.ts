import { readFileSync } from 'node:fs';
import { type Context, createContext, runInContext, Script } from 'node:vm';
import type { SuspendedScript } from '../../../../build/suspend/suspend-bundle.ts';
import type { HostResult, JobOutcome, VuBridge, VuInstance } from '../realm/contract.ts';
import type { HtmlPart } from '../realm/html-contract.ts';
import { frameMapper } from './stack-frames.ts';

type Instantiated = { ok: true; instance: VuInstance } | { ok: false; outcome: JobOutcome };
type Instantiate = (
  bridge: VuBridge,
  factory: unknown,
  script: SuspendedScript,
  loadHtml: () => HostResult<HtmlPart>,
) => Instantiated | Promise<Instantiated>;

/** The vm context of one thread: all its VUs share the compiled script, none its module state. */
export interface Realm {
  instantiate(bridge: VuBridge): Promise<Instantiated>;
  /** A stack of V8's with the script's own files and lines. */
  readable(stack: string): string;
}

/** Opens a context without Node's globals. `realmFile` is build/out/realm.js. */
export function openRealm(script: SuspendedScript, realmFile: URL): Realm {
  const context = createContext(Object.create(null), { codeGeneration: { strings: true, wasm: false } });
  const source = `${readFileSync(realmFile, 'utf8')}\nrealm.instantiate`;
  const instantiate = runInContext(source, context, { filename: REALM_NAME }) as Instantiate;
  runInContext('delete globalThis.realm', context);
  const factory: unknown = new Script(script.factory, { filename: SCRIPT_NAME }).runInContext(context);
  const loadHtml = (): HostResult<HtmlPart> => {
    try {
      return { ok: true, value: loadPart(context, new URL('./realm-html.js', realmFile)) as HtmlPart };
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
  };
  const readable = frameMapper(script, SCRIPT_NAME);
  const told = (outcome: JobOutcome): JobOutcome =>
    outcome.kind === 'threw' ? { ...outcome, text: readable(outcome.text) } : outcome;
  return {
    readable,
    async instantiate(bridge) {
      const made = await instantiate(bridge, factory, script, loadHtml);
      if (!made.ok) return { ok: false, outcome: told(made.outcome) };
      const { instance } = made;
      return { ok: true, instance: withReadableErrors(instance, told) };
    },
  };
}

// A part's bundle puts its exports into the variable `part`; no global of that name may stay.
function loadPart(context: Context, file: URL): unknown {
  const source = `(() => {${readFileSync(file, 'utf8')}\nreturn part;})()`;
  return runInContext(source, context, { filename: REALM_NAME });
}

const REALM_NAME = 'r3mes-realm';
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
