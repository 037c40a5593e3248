import { basename, join } from 'node:path';
import { PROBES } from '../../probes/index.ts';
import type { ProbeName } from '../../probes/probe.ts';
import type { EmbeddedEngine } from '../engine/embedded/embedded-engine.ts';
import type { LogEntry } from '../engine/engine.ts';
import { HarnessError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { findScenario } from '../plan/find-scenario.ts';
import { suggest } from '../plan/suggest.ts';
import { resolveTarget, type Target } from '../targets/target.ts';
import type { FailOn } from '../verdict/verdict.ts';
import { declaredProbes, type JudgedEnd, judgedRun } from './run/judged-run.ts';
import { loadRun } from './run/load-script.ts';
import { logLine } from './run/log-line.ts';
import { plainRun } from './run/plain-run.ts';

/** Flags of `harness run`, as commander gives them. */
export interface RunFlags {
  vus?: number;
  duration?: string;
  iterations?: number;
  env: Readonly<Record<string, string>>;
  quiet: boolean;
  thresholds: boolean;
  gate: boolean;
  target?: string;
  profile?: string;
  /** `http,postgres`, or `none`. */
  probes?: string;
  failOn: FailOn;
  outDir: string;
}

/** Runs one scenario or k6 script in the embedded engine; gives the exit code. */
export async function runCommand(host: Host, given: string, flags: RunFlags): Promise<number> {
  if (flags.gate) return (await gateRun(host, given, flags)).exitCode;
  const log = logTo(host);
  const run = await loadRun(loadRequest(host, findScenario(given, host.cwd), { flags, target: null, log }));
  return watched(host, run.engine, () => plainRun(host, run, log));
}

/** A judged run with all that belongs to it. */
export async function gateRun(host: Host, given: string, flags: RunFlags): Promise<JudgedEnd> {
  const log = logTo(host);
  const script = findScenario(given, host.cwd);
  const target = targetOf(host, script === given ? 'foreign' : 'ours', flags);
  const probes = probesOf(flags.probes, target);
  const run = await loadRun(loadRequest(host, script, { flags, target, log }));
  const { profile = '', failOn, quiet } = flags;
  const outDir = join(host.cwd, flags.outDir);
  const name = basename(script).replace(/\.[cm]?[jt]s$/, '');
  return watched(host, run.engine, () =>
    judgedRun(host, { run, name, script: given, profile, target, probes, failOn, outDir, quiet, log }),
  );
}

// A scenario of ours needs an API; R3MES_API_URL alone is a target too.
function targetOf(host: Host, kind: 'ours' | 'foreign', { target, env }: RunFlags): Target | null {
  const all = { ...host.env, ...env };
  if (target !== undefined) return resolveTarget(target, all);
  if (kind === 'foreign') return null;
  if (all['R3MES_API_URL']) return resolveTarget(all['R3MES_API_URL'], all);
  throw new HarnessError('no target: the scenario does not know where R3MES is', {
    code: 'ERR_TARGET_MISSING',
    exit: 'invalidConfig',
    hint: 'Give --target http://127.0.0.1:8000, or --target standin while "harness standin" runs.',
  });
}

function probesOf(given: string | undefined, target: Target | null): readonly ProbeName[] | null {
  if (given === 'none') return null;
  if (given === undefined) return target === null ? null : declaredProbes(target);
  return probeNames(given);
}

/** The probes of a comma list. Throws HarnessError (usage) that names the closest one. */
export function probeNames(list: string): ProbeName[] {
  const known = Object.keys(PROBES);
  return list.split(',').map((text) => {
    const name = text.trim();
    if (known.includes(name)) return name as ProbeName;
    const near = suggest(name, known);
    throw new HarnessError(`no probe "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`, {
      code: 'ERR_PROBE_UNKNOWN',
      exit: 'usage',
      hint: `Probes: ${known.join(', ')}.`,
    });
  });
}

interface Loading {
  flags: RunFlags;
  target: Target | null;
  log: (entry: LogEntry) => void;
}

function loadRequest(host: Host, script: string, { flags, target, log }: Loading) {
  const { vus, duration, iterations, profile } = flags;
  return {
    script,
    cwd: host.cwd,
    env: {
      ...definedOnly(host.env),
      ...(target?.env ?? {}),
      ...(profile === undefined ? {} : { R3MES_PROFILE: profile }),
      ...flags.env,
    },
    flags: { vus, duration, iterations },
    thresholds: flags.thresholds,
    workerFile: new URL('./engine-worker.js', import.meta.url),
    log,
    now: () => host.now(),
  };
}

// The first signal ends the run in order, the second at once.
async function watched<T>(host: Host, engine: EmbeddedEngine, go: () => Promise<T>): Promise<T> {
  let signals = 0;
  const off = host.onSignal(() => {
    if (++signals > 1) host.exitNow(EXIT_CODES.interrupted.code);
    engine.stop({ exit: 'interrupted', message: 'test run was aborted because of a signal' });
  });
  try {
    return await go();
  } finally {
    off();
    await engine.close();
  }
}

function logTo(host: Host): (entry: LogEntry) => void {
  return (entry) => host.err.write(logLine(entry));
}

function definedOnly(env: Host['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
