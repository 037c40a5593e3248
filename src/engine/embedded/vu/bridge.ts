import type { SampleEmitter } from '../../../metrics/sample.ts';
import { scheduledName } from '../../../metrics/scheduled.ts';
import { coding } from '../crypto/coding.ts';
import { cryptoBridge } from '../crypto/crypto-bridge.ts';
import type { VuBridge } from '../realm/contract.ts';
import { now } from './clock.ts';
import { SharedTexts } from './shared-texts.ts';
import type { VuRecord } from './vu-state.ts';
import type { WorkerContext } from './worker-context.ts';

const cell = new Int32Array(new SharedArrayBuffer(4));
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** What the realm code of one VU may ask of the host. */
export function createBridge(
  worker: WorkerContext,
  state: VuRecord,
  clients: Pick<VuBridge, 'http' | 'ws' | 'grpc' | 'blocked'>,
  emitter: SampleEmitter,
): VuBridge {
  return {
    state,
    env: { ...worker.env },
    ...clients,
    crypto: cryptoBridge,
    coding,
    log: worker.log,
    now,
    declareMetric(metric) {
      const problem = worker.registry.declare({ ...metric });
      return problem === null ? { ok: true, value: null } : { ok: false, message: problem };
    },
    emit(metric, tags, value) {
      const tagSet = emitter.tagSet(tags);
      const timeMs = now();
      emitter.emit(metric, tagSet, value, timeMs);
      const { startLagMs } = state;
      if (startLagMs !== null && worker.scheduledMetrics.has(metric))
        emitter.emit(scheduledName(metric), tagSet, value + startLagMs, timeMs);
    },
    check(name, passed, own) {
      const check = { group: state.group, name, passed, base: state.tags, own, timeMs: now() };
      worker.fold.metadata = state.metadata;
      worker.checks.add(check);
      worker.fold.metadata = null;
    },
    setGroup(path) {
      state.group = path;
      state.tags = worker.baseTags.withGroup(state.tags, path);
      if (path !== '') worker.checks.open(path);
    },
    setTag(name, value) {
      if (name === 'vu' || name === 'iter') state.metadata = withEntry(state.metadata, name, value);
      else state.tags = worker.baseTags.with(state.tags, name, value);
    },
    setMetadata(name, value) {
      state.metadata = withEntry(state.metadata, name, value);
    },
    startTimer: (delayMs, fire) => Number(setTimeout(fire, delayMs)),
    stopTimer: (id) => clearTimeout(id),
    nextTurn: (fire) => void setImmediate(fire),
    sleepBlocking: (delayMs) => void Atomics.wait(cell, 0, 0, delayMs),
    readFile: (path) => worker.files.read(path),
    decodeUtf8: (bytes) => utf8.decode(bytes),
    sharedArray: (name, build) => sharedArray(worker, name, build),
    secret(source, key) {
      const value = worker.secrets[source]?.[key];
      return value === undefined ? { ok: false, message: 'no value' } : { ok: true, value };
    },
    execution: executionBridge(worker, state),
  };
}

function withEntry(map: Readonly<Record<string, string>>, name: string, value: string | undefined) {
  const { [name]: _, ...rest } = map;
  return value === undefined ? rest : { ...rest, [name]: value };
}

function executionBridge(worker: WorkerContext, state: VuRecord): VuBridge['execution'] {
  let abortReason = '';
  return {
    instance() {
      const { completed, interrupted, vusActive, vusInitialized } = worker.totals();
      return {
        iterationsCompleted: completed,
        iterationsInterrupted: interrupted,
        vusActive,
        vusInitialized,
        currentTestRunDurationMs: now() - worker.testStartMs,
      };
    },
    scenarioProgress: () => state.scenario?.progress() ?? 0,
    optionsJson: () => worker.optionsJson,
    abort(reason) {
      abortReason = reason;
      worker.abort(reason);
    },
    abortReason: () => abortReason,
    fail: worker.fail,
  };
}

function sharedArray(
  worker: WorkerContext,
  name: string,
  build: () => readonly string[] | null,
): SharedTexts {
  const known = worker.sharedArrays.get(name);
  if (known !== undefined) return known;
  const built = build();
  if (built === null) return SharedTexts.of([]);
  const elements = SharedTexts.of([...built]);
  worker.sharedArrays.set(name, elements);
  return elements;
}
