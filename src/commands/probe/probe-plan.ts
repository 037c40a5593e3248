import type { ProbeName } from '../../../probes/probe.ts';
import { parseSpanMs } from '../../duration.ts';
import { HarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { resolveTarget, targetNotChosen } from '../../targets/resolve-target.ts';
import { environmentTarget, type Target } from '../../targets/target.ts';
import type { FailOn } from '../../verdict/verdict.ts';
import { declaredByText, declaredProbes, probeNames } from '../probe-names.ts';
import { type ListenAddress, listenAddress } from './listen-address.ts';

/** Flags of `harness probe`, as commander gives them. */
export interface ProbeFlags {
  names: readonly string[];
  target?: string;
  /** Where targets are declared. */
  targets?: string;
  json: boolean;
  nagios: boolean;
  failOn: FailOn;
  timeout: string;
  retries: number;
  /** `true` where no value was given. */
  wait?: string;
  watch?: string | true;
  rounds?: number;
  serve?: string | true;
  namespace?: string;
}

/** How the rounds follow each other. */
export type ProbeMode =
  | { kind: 'once' }
  | { kind: 'wait'; forMs: number }
  | { kind: 'watch'; everyMs: number; rounds: number }
  | { kind: 'serve'; address: ListenAddress };

/** What `harness probe` is to do, checked. */
export interface ProbePlan {
  names: readonly ProbeName[];
  target: Target;
  deadlineMs: number;
  retries: number;
  failOn: FailOn;
  format: 'text' | 'json' | 'nagios';
  namespace: string;
  mode: ProbeMode;
}

const WATCH_EVERY = '2s';

/** Checks the flags. Throws HarnessError that names the flag. */
export async function probePlan(host: Host, flags: ProbeFlags): Promise<ProbePlan> {
  // `probe --watch redis`: what follows the flag is the name of a probe.
  const [watch, extra] = valueOrName(flags.watch);
  const [serve, name] = valueOrName(flags.serve);
  const given = { ...flags, watch, serve };
  const names = [...extra, ...name, ...flags.names].flatMap(probeNames);
  const deadlineMs = checkedDuration('--timeout', flags.timeout, 'ERR_PROBE_TIMEOUT');
  const format = flags.nagios ? 'nagios' : flags.json ? 'json' : 'text';
  const mode = modeOf(given);
  refuseConflicts(given, mode);
  const target = await probedTarget(host, flags);
  const namespace = flags.namespace ?? target.probes.namespace ?? 'r3mes';
  return {
    names: names.length > 0 ? namedAndDeclared(names, target) : declaredOrFail(target),
    target: { ...target, probes: { ...target.probes, namespace } },
    deadlineMs,
    retries: flags.retries,
    failOn: flags.failOn,
    format,
    namespace,
    mode,
  };
}

function valueOrName(given: string | true | undefined): [string | true | undefined, string[]] {
  return typeof given === 'string' && /^[a-z]+(,[a-z]+)*$/.test(given) ? [true, [given]] : [given, []];
}

type Given = Pick<ProbeFlags, 'wait' | 'watch' | 'serve' | 'rounds' | 'json' | 'nagios'>;

function modeOf({ wait, watch, serve, rounds }: Given): ProbeMode {
  if (serve !== undefined) return { kind: 'serve', address: listenAddress(serve === true ? ':9464' : serve) };
  if (watch !== undefined) {
    const everyMs = checkedDuration('--watch', watch === true ? WATCH_EVERY : watch, 'ERR_PROBE_WATCH');
    return { kind: 'watch', everyMs, rounds: rounds ?? Number.POSITIVE_INFINITY };
  }
  if (wait !== undefined) return { kind: 'wait', forMs: checkedDuration('--wait', wait, 'ERR_PROBE_WAIT') };
  return { kind: 'once' };
}

function refuseConflicts({ wait, watch, serve, rounds, json, nagios }: Given, { kind }: ProbeMode): void {
  const modes = Object.entries({ wait, watch, serve }).filter(([, value]) => value !== undefined);
  const several = modes.length > 1 ? modes.map(([flag]) => `--${flag}`) : [];
  const formats = json && nagios ? ['--json', '--nagios'] : [];
  const nagiosAlone = nagios && (kind === 'watch' || kind === 'serve') ? ['--nagios', `--${kind}`] : [];
  const jsonServed = json && kind === 'serve' ? ['--json', '--serve'] : [];
  const [one, other] = [several, formats, nagiosAlone, jsonServed].find((pair) => pair.length > 0) ?? [];
  if (one !== undefined) {
    throw new HarnessError(`${one} and ${other} exclude each other`, {
      code: 'ERR_PROBE_FLAGS',
      exit: 'usage',
      hint: 'Give one of them.',
    });
  }
  if (rounds === 0) {
    throw new HarnessError('--rounds 0 looks at nothing', {
      code: 'ERR_PROBE_FLAGS',
      exit: 'usage',
      hint: 'Give 1 or more, or leave it out to watch until Ctrl-C.',
    });
  }
  if (rounds !== undefined && kind !== 'watch') {
    throw new HarnessError('--rounds goes with --watch only', {
      code: 'ERR_PROBE_FLAGS',
      exit: 'usage',
      hint: 'Write e.g. --watch 2s --rounds 10.',
    });
  }
}

/** A flag's duration in ms, from 1 ms to a day. Throws HarnessError. */
export function checkedDuration(flag: string, text: string, code: `ERR_${string}`): number {
  const durationMs = parseSpanMs(text);
  // Longer timers of Node fire at once.
  if (durationMs !== undefined && durationMs > 0 && durationMs <= 86_400_000) return durationMs;
  throw new HarnessError(`${flag} "${text}" is no duration from 1ms to 24h`, {
    code,
    exit: 'usage',
    hint: /^\d+(\.\d+)?$/.test(text)
      ? `Say the unit: ${flag} ${text}s or ${flag} ${text}ms.`
      : `Write e.g. ${flag} 3s.`,
  });
}

/** The target of `--target`, of the environment, or a stand-in that runs. Throws HarnessError. */
export async function probedTarget(
  host: Host,
  { target, targets }: Pick<ProbeFlags, 'target' | 'targets'>,
): Promise<Target> {
  const place = { env: host.env, cwd: host.cwd, targets };
  if (target !== undefined) return resolveTarget(target, place, 'probed');
  if (targets !== undefined) throw await targetNotChosen(place);
  const declared = environmentTarget(host.env);
  return declared.parts.length > 0 ? declared : resolveTarget('standin', place, 'probed');
}

// A driver's default is some server of this machine: whatever runs there is not the target's.
function namedAndDeclared(names: readonly ProbeName[], target: Target): ProbeName[] {
  const declared = declaredProbes(target);
  const others = [...new Set(names)].filter((name) => !declared.includes(name));
  if (others.length === 0) return [...new Set(names)];
  throw new HarnessError(`${target.name} does not declare what ${others.join(' and ')} would look at`, {
    code: 'ERR_PROBE_UNDECLARED',
    exit: 'invalidConfig',
    hint: declaredByText(others),
  });
}

function declaredOrFail(target: Pick<Target, 'parts' | 'name'>): ProbeName[] {
  const names = declaredProbes(target);
  if (names.length > 0) return names;
  throw new HarnessError('there is nothing to probe', {
    code: 'ERR_PROBE_NO_TARGET',
    exit: 'invalidConfig',
    hint: 'Set R3MES_API_URL, R3MES_RPC_URL, DATABASE_URL, REDIS_URL or another of docs/probes.md, or give --target.',
  });
}
