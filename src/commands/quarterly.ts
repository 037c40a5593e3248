import { basename, join, relative, resolve } from 'node:path';
import { bundleScenario } from '../../build/bundle.ts';
import type { ProbeName } from '../../probes/probe.ts';
import { quarterlyHtml } from '../../reports/quarterly/html.ts';
import { quarterlyMarkdown, quarterlyText } from '../../reports/quarterly/text.ts';
import type { ProfileName } from '../../scenarios/profiles.ts';
import { HarnessError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { VERSION } from '../package.ts';
import { findScenario } from '../plan/find-scenario.ts';
import { loadRun } from '../store/load-run.ts';
import { unfinishedQuarterly, writeQuarterly } from '../store/quarterly-folder.ts';
import type { QuarterlyPart, QuarterlyRecord, QuarterlyRecovery } from '../store/record/quarterly-v1.ts';
import { RunFolder, runId } from '../store/run-folder.ts';
import { lockTarget } from '../store/target-lock.ts';
import { violations } from '../targets/guard-rails.ts';
import { resolveTarget, targetNotChosen } from '../targets/resolve-target.ts';
import type { Target } from '../targets/target.ts';
import { gradeQuarterly, recoveryText } from '../verdict/grade-quarterly.ts';
import { declaredProbes, probeNames } from './probe-names.ts';
import { observeRecovery } from './quarterly/observe-recovery.ts';
import { signalsKept } from './quarterly/signals-kept.ts';
import { confirmPlan } from './run/confirm-plan.ts';
import { intendedRun } from './run/intended-run.ts';
import { loadRequest } from './run/load-request.ts';
import { embeddedScript, plannedRun } from './run/load-script.ts';
import { gateRun, type RunFlags, scenarioName } from './run.ts';
import { writeReport } from './write-report.ts';

/** Flags of `harness quarterly`: those of a run, and its own. */
export interface QuarterlyFlags extends RunFlags {
  scale: number;
  /** Between two profiles, ms, before it is scaled. */
  pauseMs: number;
  /** The id of a test, or true for the newest. */
  resume?: string | true;
}

/** In the order in which they are run: each finds the target as the one before left it. */
export const QUARTERLY_PROFILES = [
  'smoke',
  'load',
  'stress',
  'spike',
  'soak',
  'breakpoint',
] as const satisfies readonly ProfileName[];

const SHORTEST_PAUSE_MS = 1000;
/** A target that is not well after so many pauses does not recover by itself. */
const LIMIT_PAUSES = 10;
const SHORTEST_LIMIT_MS = 10_000;

/** Every profile in order against one target, with pauses to recover; one record binds their runs. */
export async function quarterlyCommand(host: Host, given: string, flags: QuarterlyFlags): Promise<number> {
  const outDir = resolve(host.cwd, flags.outDir);
  const target = await targetOf(host, flags);
  const test = flags.resume === undefined ? null : resumed(outDir, target, flags.resume);
  const scenario = test?.record.scenario ?? given;
  const scaled = { ...flags, scale: test?.record.scale ?? flags.scale };
  const release = lockTarget({ apiUrl: target.apiUrl, pid: host.pid, what: 'quarterly', nowMs: host.now() });
  try {
    await guardAll(host, { scenario, target, flags: scaled });
    const open = test ?? started(host, { outDir, scenario, target, scale: scaled.scale });
    return await runParts(host, { ...open, target, flags: scaled });
  } finally {
    release();
  }
}

interface OpenTest {
  directory: string;
  record: QuarterlyRecord;
}

function started(
  host: Host,
  { outDir, scenario, target, scale }: { outDir: string; scenario: string; target: Target; scale: number },
): OpenTest {
  const nowMs = host.now();
  const startedAt = new Date(nowMs).toISOString();
  const directory = RunFolder.plain(outDir, runId(nowMs, 'quarterly'));
  const { name, apiUrl } = target;
  const record: QuarterlyRecord = {
    ...{
      version: 1,
      kind: 'quarterly',
      id: basename(directory),
      harness: VERSION,
      scenario,
      scale,
      startedAt,
    },
    target: { name, apiUrl },
    ...{ endedAt: null, state: null, sentence: '', exitCode: null },
    parts: QUARTERLY_PROFILES.map(pendingPart),
  };
  writeQuarterly(directory, record);
  return { directory, record };
}

function resumed(outDir: string, target: Target, id: string | true): OpenTest {
  const open = unfinishedQuarterly(outDir, id === true ? null : id);
  if (open.record.target.apiUrl === target.apiUrl) return open;
  throw new HarnessError(
    `the quarterly test ${open.record.id} is against ${open.record.target.apiUrl}, not ${target.apiUrl}`,
    { code: 'ERR_QUARTERLY_RESUME', exit: 'usage', hint: 'Resume it with its own --target.' },
  );
}

const pendingPart = (profile: string): QuarterlyPart => ({
  profile,
  status: 'pending',
  ...{ run: null, state: null, sentence: '', exitCode: null, startedAt: null, endedAt: null },
  recovery: null,
  figures: {
    ...{ requests: null, ratePerSecond: null, p95Ms: null, errorsPercent: null },
    ...{ recoverySeconds: null, heldPerSecond: null },
  },
});

// Every profile's plan is held against the guard rails before the first request of the first one.
async function guardAll(
  host: Host,
  { scenario, target, flags }: { scenario: string; target: Target; flags: QuarterlyFlags },
): Promise<void> {
  const script = findScenario(scenario, host.cwd);
  const bundle = await bundleScenario(script, host.cwd);
  const broken: string[] = [];
  for (const profile of QUARTERLY_PROFILES) {
    // A search stays under the target's caps by itself.
    if (profile === 'breakpoint') continue;
    const request = loadRequest(host, script, { flags: partFlags(flags, profile), target, log: () => {} });
    const run = plannedRun(await embeddedScript(request), bundle, request);
    const { plan } = run;
    const intended = intendedRun(target, scenarioName(script), { run, request });
    broken.push(...violations(intended).map(({ rule, text }) => `${profile}: ${rule}: ${text}`));
    if (profile === 'load' && broken.length === 0) {
      await confirmPlan(host, { target, plan, quiet: flags.quiet, yes: flags.yes ?? false });
    }
  }
  if (broken.length === 0) return;
  throw new HarnessError(broken.join('\n  '), {
    code: 'ERR_TARGET_GUARD',
    exit: 'invalidConfig',
    hint: 'Lower R3MES_RATE, or raise what the target allows (docs/targets.md). Nothing was sent.',
  });
}

function partFlags(flags: QuarterlyFlags, profile: string): RunFlags {
  const env = { ...flags.env, R3MES_SCALE: String(flags.scale), R3MES_PROFILE: profile };
  return { ...flags, profile, env, yes: true };
}

async function runParts(
  host: Host,
  test: OpenTest & { target: Target; flags: QuarterlyFlags },
): Promise<number> {
  const { directory, record } = test;
  const stop = new AbortController();
  const off = host.onSignal(() => stop.abort());
  try {
    for (const part of record.parts) {
      if (part.status !== 'done') {
        host.err.write(`quarterly: ${part.profile}\n`);
        // A signal may come before the part's run listens for it.
        await runPart(signalsKept(host, stop.signal), part, test);
        writeQuarterly(directory, record);
      }
      if (part.status !== 'done' || stop.signal.aborted) break;
      if (part.recovery !== null) continue;
      part.recovery = await recovery(host, part, { ...test, signal: stop.signal });
      writeQuarterly(directory, record);
      if (part.recovery === null) break;
    }
  } finally {
    off();
  }
  return conclude(host, test);
}

// Each profile finds the target at rest, or it is told that it did not come to rest. The last one is watched as well.
async function recovery(
  host: Host,
  part: QuarterlyPart,
  { target, flags, signal }: { target: Target; flags: QuarterlyFlags; signal: AbortSignal },
): Promise<QuarterlyRecovery | null> {
  const pauseMs = Math.max(SHORTEST_PAUSE_MS, flags.pauseMs * flags.scale);
  const limitMs = Math.max(SHORTEST_LIMIT_MS, LIMIT_PAUSES * pauseMs);
  const restMs = part.profile === QUARTERLY_PROFILES.at(-1) ? 0 : pauseMs;
  const names = watchedProbes(flags.probes, target);
  const seen = await observeRecovery(host, { target, names, restMs, limitMs, signal });
  if (seen !== null) host.err.write(`quarterly: ${recoveryText(part.profile, seen)}\n`);
  return seen;
}

function watchedProbes(given: string | undefined, target: Target): ProbeName[] {
  const declared = declaredProbes(target);
  if (given === 'none') return ['http'];
  const asked = given === undefined ? declared : probeNames(given).filter((name) => declared.includes(name));
  return [...new Set<ProbeName>(['http', ...asked])];
}

async function runPart(
  host: Host,
  part: QuarterlyPart,
  { directory, record, flags }: OpenTest & { flags: QuarterlyFlags },
): Promise<void> {
  part.startedAt = new Date(host.now()).toISOString();
  const own = { ...partFlags(flags, part.profile), outDir: directory };
  const ended = await gateRun(host, record.scenario, own).catch(neverBegan);
  if (ended === null) return;
  const { exitCode, verdict, directory: folder } = ended;
  const { record: run } = await loadRun(directory, basename(folder));
  const metric = (name: string, value: string) =>
    run.metrics.find((each) => each.name === name)?.values[value] ?? null;
  const line = (id: string) => verdict.lines.find((each) => each.id === id)?.value ?? null;
  Object.assign(part, {
    status: exitCode === EXIT_CODES.interrupted.code ? 'interrupted' : 'done',
    run: basename(folder),
    state: verdict.state,
    sentence: verdict.state === null ? run.endReason : verdict.sentence,
    exitCode,
    endedAt: new Date(host.now()).toISOString(),
    figures: {
      requests: metric('http_reqs', 'count'),
      ratePerSecond: metric('http_reqs', 'rate'),
      p95Ms: line('api_latency_p95'),
      errorsPercent: line('error_rate'),
      recoverySeconds: line('recovery_time'),
      heldPerSecond: line('capacity'),
    },
  } satisfies Partial<QuarterlyPart>);
}

// A signal that came before its load: the part is still to be done.
function neverBegan(error: unknown): null {
  if (error instanceof HarnessError && error.exitCode === EXIT_CODES.interrupted.code) return null;
  throw error;
}

async function conclude(host: Host, { directory, record }: OpenTest): Promise<number> {
  const whole = record.parts.every(({ status, recovery }) => status === 'done' && recovery !== null);
  const graded = gradeQuarterly(record.parts);
  if (whole) Object.assign(record, { ...graded, endedAt: new Date(host.now()).toISOString() });
  else record.sentence = 'interrupted';
  writeQuarterly(directory, record);
  await writeReport(join(directory, 'report.html'), quarterlyHtml(record));
  await writeReport(join(directory, 'report.md'), quarterlyMarkdown(record));
  host.out.write(quarterlyText(record, host.out.columns));
  host.out.write(`\nreport   ${relative(host.cwd, join(directory, 'report.html'))}\n`);
  if (whole) return graded.exitCode;
  host.err.write(`quarterly: interrupted; go on with: harness quarterly --resume ${record.id}\n`);
  return EXIT_CODES.interrupted.code;
}

async function targetOf(host: Host, { target, targets, env }: QuarterlyFlags): Promise<Target> {
  const all = { ...host.env, ...env };
  const given = target ?? all['R3MES_API_URL'];
  const place = { env: all, cwd: host.cwd, targets };
  if (given) return resolveTarget(given, place);
  if (targets !== undefined) throw await targetNotChosen(place);
  throw new HarnessError('no target: a quarterly test is against one system', {
    code: 'ERR_TARGET_MISSING',
    exit: 'invalidConfig',
    hint: 'Give --target NAME, or --target standin while "harness standin" runs.',
  });
}
