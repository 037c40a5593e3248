import { readFileSync } from 'node:fs';
import { type Context, createContext, runInContext, Script } from 'node:vm';
import type { SuspendedScript } from '../../../../build/suspend/suspend-bundle.ts';
import type { JobOutcome, PartName, RealmHost, RealmParts, VuBridge, VuInstance } from '../realm/contract.ts';
import { tellStacks } from './script-stacks.ts';
import { ScriptText } from './script-text.ts';

type Instantiated = { ok: true; instance: VuInstance } | { ok: false; outcome: JobOutcome };
type Instantiate = (
  bridge: VuBridge,
  factory: unknown,
  script: SuspendedScript,
  host: RealmHost,
) => Instantiated | Promise<Instantiated>;

/** The vm context of one thread: all its VUs share the compiled script, none its module state. */
export interface Realm {
  instantiate(bridge: VuBridge): Promise<Instantiated>;
}

/** Opens a context without Node's globals. `realmFile` is build/out/realm.js. */
export function openRealm(script: SuspendedScript, realmFile: URL): Realm {
  const context = createContext(Object.create(null), { codeGeneration: { strings: true, wasm: false } });
  const source = `(() => {${LANGUAGE}${readFileSync(realmFile, 'utf8')}\nreturn realm.instantiate; })()`;
  const instantiate = runInContext(source, context, { filename: REALM_NAME }) as Instantiate;
  const scriptName = `r3mes-script-${++opened}`;
  const factory: unknown = new Script(script.factory, { filename: scriptName }).runInContext(context);
  const text = new ScriptText(script);
  tellStacks({ script: scriptName, realm: REALM_NAME }, text);
  const host: RealmHost = {
    loadPart<Name extends PartName>(name: Name) {
      try {
        const file = new URL(`./realm-${name}.js`, realmFile);
        return { ok: true, value: evaluatePart(context, file) as RealmParts[Name] };
      } catch (error) {
        return { ok: false, message: error instanceof Error ? error.message : String(error) };
      }
    },
    functionText: (shown) => text.functionText(shown),
    isEngineText: (shown) => source.includes(shown),
  };
  return { instantiate: async (bridge) => instantiate(bridge, factory, script, host) };
}

let opened = 0;

// Globals of a context are looked up through an interceptor each time, which takes longer than most uses of them.
const LANGUAGE = `const {${[
  ...[
    'Array',
    'ArrayBuffer',
    'AggregateError',
    'Boolean',
    'Date',
    'Error',
    'JSON',
    'Map',
    'Number',
    'Object',
  ],
  ...['Promise', 'Proxy', 'RangeError', 'ReferenceError', 'Reflect', 'Set', 'String', 'Symbol', 'TypeError'],
  ...['Uint8Array', 'WeakMap'],
].join()}} = globalThis;`;

// A part's bundle puts its exports into the variable `part`; no global of that name may stay.
function evaluatePart(context: Context, file: URL): unknown {
  const source = `(() => {${readFileSync(file, 'utf8')}\nreturn part;})()`;
  return runInContext(source, context, { filename: REALM_NAME });
}

const REALM_NAME = 'r3mes-realm';
