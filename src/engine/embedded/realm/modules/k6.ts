import type { ModuleFactory, Settled, UserCall, VuContext } from '../contract.ts';
import { GoError } from './go-error.ts';
import { seededRandom } from './seeded-random.ts';
import { readTags } from './tags.ts';

type Anything = (...args: never[]) => unknown;

const AsyncFunction = (async () => {}).constructor;
const NAMES_WITHOUT_COLONS = "group and check names may not contain '::'";

const isAsync = (fn: unknown): boolean => fn instanceof (AsyncFunction as new () => object);

/** The module `k6`. */
export const k6Module: ModuleFactory = (vu) => {
  const exports = {
    check: (...args: unknown[]) => check(vu, args),
    fail(reason?: unknown): never {
      throw new GoError(reason === undefined ? '' : String(reason));
    },
    group: (name?: unknown, fn?: unknown) => group(vu, name === null ? '' : String(name), fn),
    randomSeed(seed: unknown): void {
      vu.$.setRandom(seededRandom(Number(seed)));
    },
    sleep: (seconds?: unknown) => sleep(vu, Number(seconds) * 1000),
  };
  return { ...exports, default: exports };
};

function refuseInInit({ bridge }: VuContext, what: string): void {
  if (bridge.state.phase === 'init') throw new GoError(`using ${what} in the init context is not supported`);
}

function sleep({ $, bridge }: VuContext, durationMs: number): unknown {
  if (!(durationMs > 0)) return undefined;
  return $.block({
    start: (done: (outcome: undefined) => void) => void bridge.startTimer(durationMs, () => done(undefined)),
    block: () => void bridge.sleepBlocking(durationMs),
    finish: () => undefined,
  });
}

function group(vu: VuContext, name: string, fn: unknown): unknown {
  const { $, bridge } = vu;
  refuseInInit(vu, 'group()');
  if (typeof fn !== 'function') throw new GoError('group() requires a callback as a second argument');
  if (isAsync(fn))
    throw new GoError('group() does not support async functions as arguments, please see the documentation');
  if (name.includes('::')) throw new GoError(NAMES_WITHOUT_COLONS);
  return $.drive(() => groupSteps(bridge, name, fn as Anything));
}

function* groupSteps(
  bridge: VuContext['bridge'],
  name: string,
  fn: Anything,
): Generator<UserCall, unknown, Settled> {
  const outer = bridge.state.group;
  const startMs = bridge.now();
  bridge.setGroup(name === '' ? outer : `${outer}::${name}`);
  const settled = yield { fn, args: [] };
  bridge.emit('group_duration', bridge.state.tags, bridge.now() - startMs);
  bridge.setGroup(outer);
  if (!settled.ok) throw settled.error;
  return settled.value;
}

function check(vu: VuContext, args: unknown[]): boolean {
  refuseInInit(vu, 'check()');
  if (args.length < 2) throw new GoError('no checks provided to `check`');
  const [value, sets, givenTags] = args;
  const tags = readTags(givenTags);
  return vu.$.drive(() => checkSteps(vu.bridge, { value, sets: sets as Record<string, unknown>, tags }));
}

// A generator function is made once: V8 would make each one's prototype and map anew.
function* checkSteps(
  bridge: VuContext['bridge'],
  {
    value,
    sets,
    tags,
  }: { value: unknown; sets: Record<string, unknown>; tags: Record<string, string> | null },
): Generator<UserCall, boolean, Settled> {
  let all = true;
  for (const name of Object.keys(sets)) {
    if (name.includes('::')) throw new GoError(NAMES_WITHOUT_COLONS);
    const entry = sets[name];
    if (isAsync(entry)) {
      throw new GoError(`check() does not support async functions as arguments (check '${name}')`);
    }
    const settled: Settled =
      typeof entry === 'function'
        ? yield { fn: entry as Anything, args: [value] }
        : { ok: true, value: entry };
    const passed = settled.ok && Boolean(settled.value);
    bridge.check(name, passed, tags);
    if (!settled.ok) throw settled.error;
    all &&= passed;
  }
  return all;
}
