import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { partState } from '../../reports/gate/part-words.ts';
import { PROFILES } from '../../scenarios/profiles.ts';
import { HarnessError, isHarnessError } from '../errors.ts';
import type { Host } from '../host.ts';
import { VERSION } from '../package.ts';
import { findScenario } from '../plan/find-scenario.ts';
import { suggest } from '../plan/suggest.ts';
import { loadRun } from '../store/load-run.ts';
import type { GatePart, GateRecord, GateRun } from '../store/record/gate.ts';
import { listRuns } from '../store/run-list.ts';
import type { FailOn } from '../verdict/verdict.ts';
import { gateVerdict, mayGoOn } from './gate/gate-verdict.ts';
import { failsOnLatencyAlone } from './gate/latency-alone.ts';
import { type PublishFlags, publishGate } from './gate/publish-gate.ts';
import { probePlan } from './probe/probe-plan.ts';
import { ProbeRounds } from './probe/probe-rounds.ts';
import { probeNames } from './probe-names.ts';
import { canBeBaseline } from './run/baseline.ts';
import { DEFAULT_RUN_FLAGS } from './run/default-flags.ts';
import { gateRun, type RunFlags, targetOf } from './run.ts';
import { checkReportFiles } from './write-report.ts';

/** Flags of `harness gate`, as commander gives them. */
export interface GateFlags extends PublishFlags {
  scenario: string;
  target?: string;
  targets?: string;
  yes: boolean;
  profiles: readonly string[];
  env: Record<string, string>;
  probes?: string;
  failOn: FailOn;
  outDir: string;
  baseline?: string;
  maxRegression: number;
  allowDifferences: boolean;
  /** Repeat once what failed on latency alone, or what the generator spoiled. */
  repeat: boolean;
  quiet: boolean;
}

const PROBE_TIMEOUT = '3s';

/** Probes, then each profile: may this build be deployed? One exit code, and reports for CI. */
export async function gateCommand(host: Host, flags: GateFlags): Promise<number> {
  const startedMs = host.now();
  checkNames(host, flags);
  await checkReportFiles(host, flags.report);
  await checkTarget(host, flags);
  const parts: GatePart[] = [];
  const notes: string[] = [];
  const baseline = await chooseBaseline(host, flags, notes);
  const steps: [string, () => Promise<GatePart[]>][] = [
    ...(flags.probes === 'none'
      ? []
      : [['probes', () => probed(host, flags)] as [string, () => Promise<GatePart[]>]]),
    ...flags.profiles.map((profile): [string, () => Promise<GatePart[]>] => [
      profile,
      () =>
        runs(host, flags, { profile, baseline: profile === flags.profiles.at(-1) ? baseline : undefined }),
    ]),
  ];
  for (const [name, step] of steps) {
    const before = parts.at(-1);
    if (before !== undefined && !mayGoOn(before)) {
      parts.push({ kind: 'skipped', name, reason: `not run, because ${nameOfStop(parts)} did not pass` });
      continue;
    }
    say(host, flags, `gate: ${name} ...\n`);
    parts.push(...(await attempted(name, step, parts.length === 0)));
  }
  const gate: GateRecord = {
    version: 1,
    harness: VERSION,
    startedAt: new Date(startedMs).toISOString(),
    durationMs: host.now() - startedMs,
    ...gateVerdict(parts),
    parts,
    notes,
  };
  await publishGate(host, gate, flags);
  return gate.exitCode;
}

// A name that is wrong is told before anything is probed or loaded.
function checkNames(host: Host, { profiles, scenario, probes }: GateFlags): void {
  checkProfiles(profiles);
  const script = resolve(host.cwd, findScenario(scenario, host.cwd));
  if (!existsSync(script)) {
    throw new HarnessError(`there is no script at ${script}`, {
      code: 'ERR_PLAN_NO_SCENARIO',
      exit: 'usage',
      hint: '"harness list" shows the scenarios that there are.',
    });
  }
  if (probes !== undefined && probes !== 'none') probeNames(probes);
}

// Without a target the probes would look at a stand-in that happens to run, and pass, before the scenario has none.
async function checkTarget(host: Host, flags: GateFlags): Promise<void> {
  const isOurs = findScenario(flags.scenario, host.cwd) !== flags.scenario;
  await targetOf(host, isOurs ? 'ours' : 'foreign', flags);
}

function checkProfiles(profiles: readonly string[]): void {
  const unknown = profiles.find((profile) => !Object.hasOwn(PROFILES, profile));
  if (unknown === undefined) return;
  const near = suggest(unknown, Object.keys(PROFILES));
  throw new HarnessError(`no profile "${unknown}"${near === undefined ? '' : `; did you mean "${near}"?`}`, {
    code: 'ERR_GATE_PROFILE',
    exit: 'usage',
    hint: `Profiles: ${Object.keys(PROFILES).join(', ')}.`,
  });
}

function nameOfStop(parts: readonly GatePart[]): string {
  return (
    parts.find((part) => part.kind !== 'skipped' && !mayGoOn(part) && !(part.kind === 'run' && part.repeated))
      ?.name ?? 'a part'
  );
}

// What is wrong before anything ran is an error of the command; later, what was measured is still reported.
async function attempted(
  name: string,
  step: () => Promise<GatePart[]>,
  isFirst: boolean,
): Promise<GatePart[]> {
  try {
    return await step();
  } catch (error) {
    if (!isHarnessError(error) || isFirst) throw error;
    return [
      { kind: 'error', name, message: error.message, hint: error.hint ?? '', exitCode: error.exitCode },
    ];
  }
}

async function probed(host: Host, { target, targets }: GateFlags): Promise<GatePart[]> {
  const plan = await probePlan(host, {
    names: [],
    ...(target === undefined ? {} : { target }),
    ...(targets === undefined ? {} : { targets }),
    ...{ json: false, nagios: false, failOn: 'critical', timeout: PROBE_TIMEOUT, retries: 1 },
  });
  const rounds = new ProbeRounds(host, plan);
  try {
    return [{ kind: 'probes', name: 'probes', pass: await rounds.next() }];
  } finally {
    await rounds.close();
  }
}

interface Step {
  profile: string;
  baseline: string | undefined;
}

async function runs(host: Host, flags: GateFlags, step: Step): Promise<GateRun[]> {
  const first = await run(host, flags, step);
  if (!flags.repeat || !isWorthRepeating(first)) return [first];
  const why = partState(first) === 'INVALID' ? 'the generator spoiled it' : 'it failed on latency alone';
  say(host, flags, `gate: ${step.profile} once more, since ${why} ...\n`);
  return [{ ...first, repeated: true }, await run(host, flags, step)];
}

function isWorthRepeating({ record }: GateRun): boolean {
  return record.end === 'finished' && (record.verdict?.state === 'INVALID' || failsOnLatencyAlone(record));
}

async function run(host: Host, flags: GateFlags, { profile, baseline }: Step): Promise<GateRun> {
  const silent = { ...host.out, write: () => {} };
  const { directory } = await gateRun(
    { ...host, out: silent },
    flags.scenario,
    runFlags(flags, profile, baseline),
  );
  const { record, intervals } = await loadRun(directory, directory);
  return { kind: 'run', name: profile, record, intervals, directory, repeated: false };
}

function runFlags(flags: GateFlags, profile: string, baseline: string | undefined): RunFlags {
  const { target, targets, probes, yes, env, quiet, failOn, outDir, maxRegression, allowDifferences } = flags;
  return {
    ...(target === undefined ? {} : { target }),
    ...(targets === undefined ? {} : { targets }),
    ...(probes === undefined ? {} : { probes }),
    ...(baseline === undefined ? {} : { baseline }),
    ...{ yes, env, quiet, failOn, outDir, maxRegression, allowDifferences, profile },
    ...DEFAULT_RUN_FLAGS,
  };
}

// The smoke run of this gate would be "last" by the time that the baseline is needed.
async function chooseBaseline(host: Host, flags: GateFlags, notes: string[]): Promise<string | undefined> {
  const { baseline, profiles } = flags;
  if (baseline === undefined) return undefined;
  const outDir = resolve(host.cwd, flags.outDir);
  if (baseline !== 'last') return (await loadRun(outDir, baseline)).directory;
  const judged = profiles.at(-1);
  const earlier = (await listRuns(outDir)).filter(
    ({ record }) => record !== null && record.profile === judged && canBeBaseline(record),
  );
  const newest = earlier.at(-1);
  if (newest === undefined)
    notes.push(`There is no earlier run with the profile ${judged}: nothing was compared.`);
  return newest?.directory;
}

function say(host: Host, { quiet }: GateFlags, text: string): void {
  if (!quiet) host.err.write(text);
}
