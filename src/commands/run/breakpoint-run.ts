import type { ProbeName, ProbeResult } from '../../../probes/probe.ts';
import { startSampler } from '../../../probes/sampler.ts';
import type { LogEntry } from '../../engine/engine.ts';
import { HarnessError } from '../../errors.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { Host } from '../../host.ts';
import { type FoundRate, type StepKind, searchRate } from '../../plan/rate-search.ts';
import type { BreakpointRecord } from '../../store/record/v1.ts';
import type { RunFolder } from '../../store/run-folder.ts';
import { isPaced, peakRatePerSecond } from '../../targets/guard-rails.ts';
import type { Target } from '../../targets/target.ts';
import { gaveWay } from '../../verdict/gave-way.ts';
import type { FailOn } from '../../verdict/verdict.ts';
import { finishBreakpoint } from './breakpoint-record.ts';
import { holdRate, type StepMeasured } from './breakpoint-step.ts';
import type { JudgedEnd } from './judged-run.ts';
import type { K6RunFlags } from './k6-flags.ts';
import type { ReportFile } from './keep-run.ts';
import type { LoadedRun } from './load-script.ts';
import { plannedRecord } from './run-record.ts';
import { startedFolder } from './started-folder.ts';

/** A search for the breaking point of a target. */
export interface BreakpointRun {
  name: string;
  script: string;
  target: Target;
  probes: readonly ProbeName[] | null;
  failOn: FailOn;
  outDir: string;
  reports: readonly ReportFile[];
  flags: K6RunFlags;
  log: (entry: LogEntry) => void;
  /** The profile's base rate: where the climb begins. */
  basePerSecond: number;
  /** Of the profile: steps are that much shorter. */
  scale: number;
  /** Loads the script at a rate; `first`: held against the guard rails in full view, and confirmed. */
  load(step: { ratePerSecond: number; durationMs: number; first: boolean }): Promise<LoadedRun>;
}

/** Times the base rate; the profile's shape. */
const CEILING = 20;
const STEP_MS = 60_000;
const SHORTEST_STEP_MS = 2000;
/** The lowest broken rate is found to within so much of the highest that held. */
const RESOLUTION = 1.025;
/** Requests a second that the canary adds. */
const CANARY = 5;

/** Everything that a search has measured. */
export interface Searched {
  folder: RunFolder;
  originMs: number;
  endedMs: number;
  breakpoint: BreakpointRecord;
  /** The last step that held, else the last one: its metrics are the record's. */
  shown: StepOfRun;
  /** The lowest rate that broke. */
  broken: StepMeasured | null;
  probes: readonly ProbeResult[];
  interrupted: boolean;
  limited: string | null;
  scale: number;
  stepMs: number;
}

/** Raises the rate until an objective breaks, narrows down, confirms, and keeps one record of all. */
export async function breakpointRun(host: Host, search: BreakpointRun): Promise<JudgedEnd> {
  const { target, basePerSecond, scale } = search;
  const stepMs = Math.max(SHORTEST_STEP_MS, STEP_MS * scale);
  const ceiling = ceilingOf(search);
  const highest = await checkCeiling(search, { ratePerSecond: ceiling, durationMs: stepMs });
  const originMs = host.now();
  const folder = openFolder(host, search, { highest, originMs });
  const probes: ProbeResult[] = [];
  const relay: Relay = { to: () => {} };
  const sampler = startSampler({
    probes: search.probes ?? [],
    target: target.probes,
    intervalMs: 1000,
    deadlineMs: 900,
    clock: () => host.now() - originMs,
    onResult(result) {
      probes.push(result);
      relay.to(result);
    },
  });
  const state: State = {
    steps: [],
    shown: null,
    broken: null,
    interrupted: false,
    limited: null,
    engine: null,
  };
  const off = host.onSignal(() => {
    if (state.interrupted) host.exitNow(EXIT_CODES.interrupted.code);
    state.interrupted = true;
    state.engine?.stop({ exit: 'interrupted', message: 'test run was aborted because of a signal' });
  });
  const hold = holder(host, search, { originMs, folder, state, stepMs, relay });
  const stated = target.capacityPerSecond;
  let found: FoundRate;
  try {
    found = await searchRate(
      {
        fromPerSecond: Math.min(basePerSecond, ceiling),
        ceilingPerSecond: ceiling,
        through: stated === null ? [] : [Math.round(stated)],
        resolution: RESOLUTION,
      },
      hold,
    );
  } finally {
    off();
    await sampler.stop();
  }
  const { shown, broken, interrupted, limited } = state;
  if (shown === null) throw new Error('a search has at least one step');
  const breakpoint: BreakpointRecord = {
    ...found,
    ceilingPerSecond: ceiling,
    statedPerSecond: stated,
    gaveWay: broken === null ? null : gaveWay(broken.intervals, broken.generator),
    steps: state.steps.map(({ step }) => step),
  };
  const endedMs = host.now();
  return finishBreakpoint(host, search, {
    ...{ folder, originMs, endedMs, breakpoint, shown, broken, probes, interrupted, limited, scale, stepMs },
  });
}

/** Who gets the looks of the probes: the step that is under way. */
interface Relay {
  to: (result: ProbeResult) => void;
}

function holder(
  host: Host,
  search: BreakpointRun,
  {
    relay,
    stepMs,
    ...kept
  }: { relay: Relay; stepMs: number; originMs: number; folder: RunFolder; state: State },
) {
  const { state } = kept;
  const rests = async () => (state.interrupted ? null : pause(stepMs / 2));
  return async (ratePerSecond: number, kind: StepKind): Promise<boolean | null> => {
    const durationMs = kind === 'confirm' ? stepMs * 2 : stepMs;
    const listen = (onProbe: Relay['to']) => {
      relay.to = onProbe;
    };
    const once = () => oneStep(host, search, { ...{ ratePerSecond, kind, durationMs, listen }, ...kept });
    const first = await once();
    // A neighbour on the generator's machine is no limit of the target: what lasts is there the second time too.
    const again = first.spoiled && (await rests()) !== null;
    const measured = again ? await once() : first;
    keepStep(state, measured);
    if (state.interrupted || measured.limited !== null) return null;
    if (!measured.step.held) await rests();
    return measured.step.held;
  };
}

type StepOfRun = StepMeasured & { run: LoadedRun };

interface State {
  steps: StepMeasured[];
  shown: Searched['shown'] | null;
  broken: StepMeasured | null;
  interrupted: boolean;
  limited: string | null;
  engine: LoadedRun['engine'] | null;
}

async function oneStep(
  host: Host,
  search: BreakpointRun,
  step: {
    ratePerSecond: number;
    kind: StepKind;
    durationMs: number;
    originMs: number;
    folder: RunFolder;
    state: State;
    listen(onProbe: (result: ProbeResult) => void): void;
  },
): Promise<StepOfRun> {
  const { ratePerSecond, durationMs, folder, state } = step;
  const run = await search.load({ ratePerSecond, durationMs, first: false });
  state.engine = run.engine;
  try {
    const { target, failOn, log } = search;
    const measured = await holdRate(host, {
      ...{ run, target, failOn, log, ...step },
      probeNames: search.probes ?? [],
      runId: folder.id,
      onSecond: (interval) => folder.append(interval),
    });
    // Their seconds are on disk: what a search keeps does not grow with its steps.
    state.steps.push({ ...measured, intervals: [] });
    if (!search.flags.quiet) host.err.write(stepLine(measured));
    return { ...measured, run };
  } finally {
    state.engine = null;
    await run.engine.close();
  }
}

// What the record shows: the last rate that held, and the lowest that broke.
function keepStep(state: State, measured: StepOfRun): void {
  const { held, ratePerSecond } = measured.step;
  state.limited = measured.limited;
  if (held || state.shown === null || !state.shown.step.held) state.shown = measured;
  if (!held && (state.broken === null || ratePerSecond < state.broken.step.ratePerSecond))
    state.broken = measured;
}

function stepLine({ step }: StepMeasured): string {
  const { ratePerSecond, kind, held, p95, errorsPercent, reason } = step;
  const figures = `p95 ${p95 === null ? '–' : `${p95.toFixed(0)} ms`}  errors ${errorsPercent === null ? '–' : `${errorsPercent.toFixed(1)} %`}`;
  return `breakpoint  ${kind.padEnd(7)} ${String(ratePerSecond).padStart(6)}/s  ${held ? 'held ' : 'broke'}  ${figures}${reason === '' ? '' : `  ${reason}`}\n`;
}

function ceilingOf({ basePerSecond, target }: BreakpointRun): number {
  const { maxRatePerSecond, ratePerSecond } = target.rules;
  const caps = [maxRatePerSecond, ratePerSecond].filter((cap) => cap !== null).map((cap) => cap - CANARY);
  return Math.max(1, Math.floor(Math.min(basePerSecond * CEILING, ...caps)));
}

// The highest rate that may ever be asked for is held against the guard rails before the first request. A script that pays no
// heed to R3MES_RATE cannot be searched.
async function checkCeiling(
  search: BreakpointRun,
  step: { ratePerSecond: number; durationMs: number },
): Promise<LoadedRun> {
  const run = await search.load({ ...step, first: true });
  const { engine, plan } = run;
  await engine.close();
  const { ratePerSecond } = step;
  const peak = peakRatePerSecond(plan);
  if (plan.scenarios.every(isPaced) && peak >= ratePerSecond && peak <= ratePerSecond + CANARY * 4)
    return run;
  throw new HarnessError('the script does not run at the rate that R3MES_RATE asks for', {
    code: 'ERR_BREAKPOINT_RATE',
    exit: 'invalidConfig',
    hint: 'Take a scenario of ours, or read R3MES_RATE and R3MES_DURATION into a constant-arrival-rate.',
  });
}

function openFolder(
  host: Host,
  { name, script, target, outDir, log }: BreakpointRun,
  { highest, originMs }: { highest: LoadedRun; originMs: number },
): RunFolder {
  const { plan, engine, hash } = highest;
  const scripts = [{ path: script, hash }];
  const known = plannedRecord({
    scripts,
    profile: 'breakpoint',
    target,
    plan,
    engine,
    nodeVersion: host.nodeVersion,
  });
  return startedFolder(host, { outDir, log, name: `${name}-breakpoint` }, { known, startedMs: originMs });
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
