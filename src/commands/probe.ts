import { PROBES } from '../../probes/index.ts';
import type { ProbeName, ProbeResult, ProbeTarget } from '../../probes/probe.ts';
import { probeOnce } from '../../probes/run-probe.ts';
import { probeText } from '../../reports/probe-text.ts';
import { parseDurationMs } from '../duration.ts';
import { HarnessError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { resolveTarget } from '../targets/resolve-target.ts';
import { environmentTarget, type Target } from '../targets/target.ts';
import { gradeProbe, probeState } from '../verdict/grade-probes.ts';
import type { FailOn, VerdictLine, VerdictState } from '../verdict/verdict.ts';
import { declaredProbes } from './run/judged-run.ts';
import { probeNames } from './run.ts';

/** Flags of `harness probe`, as commander gives them. */
export interface ProbeFlags {
  names: readonly string[];
  target?: string;
  /** Where targets are declared. */
  targets?: string;
  json: boolean;
  failOn: FailOn;
  timeout: string;
}

/** What `harness probe --json` prints. */
export interface ProbePass {
  version: 1;
  at: string;
  state: VerdictState;
  failOn: FailOn;
  exitCode: number;
  results: ProbeResult[];
  lines: VerdictLine[];
}

/** One look through every probe of the declared parts, side by side, judged by the SLOs. */
export async function probeCommand(host: Host, flags: ProbeFlags): Promise<number> {
  const deadlineMs = parseDurationMs(flags.timeout);
  if (deadlineMs === undefined || deadlineMs <= 0) {
    throw new HarnessError(`--timeout "${flags.timeout}" is no duration`, {
      code: 'ERR_PROBE_TIMEOUT',
      exit: 'usage',
      hint: 'Write e.g. --timeout 3s.',
    });
  }
  const asked = flags.names.flatMap(probeNames);
  const target = await targetOf(host, flags);
  const names = asked.length > 0 ? asked : declaredOrFail(target);
  const results = await Promise.all(
    names.map((name) => look(host, { name, target: target.probes, deadlineMs })),
  );
  const pass = judged(host, { results, slos: target.slos, failOn: flags.failOn });
  if (flags.json) host.out.write(`${JSON.stringify(pass, null, 2)}\n`);
  else {
    const colour = host.out.isTTY && !host.env['NO_COLOR'];
    host.out.write(probeText(pass, { colour, columns: host.out.columns }));
  }
  return pass.exitCode;
}

function judged(
  host: Host,
  pass: { results: ProbeResult[]; slos: Target['slos']; failOn: FailOn },
): ProbePass {
  const { results, slos, failOn } = pass;
  const lines = gradeProbe(results, slos, {});
  const state = probeState(lines, failOn);
  const exits = {
    FAIL: 'thresholds',
    'NO-DATA': 'noData',
    INVALID: 'invalid',
    WARN: 'success',
    PASS: 'success',
  } as const;
  const at = new Date(host.now()).toISOString();
  return { version: 1, at, state, failOn, exitCode: EXIT_CODES[exits[state]].code, results, lines };
}

async function targetOf(host: Host, { target, targets }: ProbeFlags): Promise<Target> {
  const place = { env: host.env, cwd: host.cwd, targets };
  if (target !== undefined) return resolveTarget(target, place, 'probed');
  const declared = environmentTarget(host.env);
  return declared.parts.length > 0 ? declared : resolveTarget('standin', place, 'probed');
}

function declaredOrFail(target: Pick<Target, 'parts' | 'name'>): ProbeName[] {
  const names = declaredProbes(target);
  if (names.length > 0) return names;
  throw new HarnessError('there is nothing to probe', {
    code: 'ERR_PROBE_NO_TARGET',
    exit: 'invalidConfig',
    hint: 'Set R3MES_API_URL, R3MES_RPC_URL, DATABASE_URL or REDIS_URL, or give --target.',
  });
}

function look(
  host: Host,
  run: { name: ProbeName; target: ProbeTarget; deadlineMs: number },
): Promise<ProbeResult> {
  return probeOnce(PROBES[run.name], { ...run, clock: () => host.now() });
}
