import { setTimeout as pause } from 'node:timers/promises';
import { nagiosUnknown, probeNagios } from '../../reports/probe-nagios.ts';
import { probeText } from '../../reports/probe-text.ts';
import { ProbeWatch } from '../../reports/probe-watch.ts';
import { isHarnessError } from '../errors.ts';
import type { Host } from '../host.ts';
import type { ProbePass } from '../store/record/probe-pass.ts';
import { type ProbeFlags, type ProbePlan, probePlan } from './probe/probe-plan.ts';
import { ProbeRounds } from './probe/probe-rounds.ts';

const WAIT_PAUSE_MS = 1000;
/** Cursor home, and what is below erased: a screen that does not flicker. */
const HOME = '\u001b[H\u001b[J';

/** Looks through every probe of the declared parts, side by side, and judges by the SLOs; gives the exit code. */
export async function probeCommand(host: Host, flags: ProbeFlags): Promise<number> {
  try {
    return await looked(host, await probePlan(host, flags));
  } catch (error) {
    if (!flags.nagios || !isHarnessError(error)) throw error;
    // A plugin's error is UNKNOWN, whatever our own exit code is.
    const { text, exitCode } = nagiosUnknown(`${error.message}. ${error.hint ?? ''}`);
    host.out.write(text);
    return exitCode;
  }
}

async function looked(host: Host, plan: ProbePlan): Promise<number> {
  const rounds = new ProbeRounds(host, plan);
  const { mode } = plan;
  try {
    switch (mode.kind) {
      case 'once':
        return print(host, plan, await rounds.next());
      case 'wait':
        return print(host, plan, await calm(host, rounds, mode.forMs));
      case 'watch':
        return await watch(host, plan, rounds);
      case 'serve': {
        const { serveProbes } = await import('./probe/serve-probes.ts');
        return await serveProbes(host, rounds, mode.address);
      }
    }
  } finally {
    await rounds.close();
  }
}

/** The first round in which nothing is critical, or the last one in time. */
async function calm(host: Host, rounds: ProbeRounds, forMs: number): Promise<ProbePass> {
  const untilMs = host.now() + forMs;
  const stopped = new AbortController();
  const off = host.onSignal(() => stopped.abort());
  let said = '';
  try {
    for (;;) {
      const pass = await rounds.next(stopped.signal, Math.max(1, untilMs - host.now()));
      const critical = pass.lines.filter(({ gates, level }) => gates && level === 'CRIT').map(({ id }) => id);
      const leftMs = untilMs - host.now();
      if (critical.length === 0 || leftMs <= 0 || stopped.signal.aborted) return pass;
      if (said !== critical.join(', ')) {
        said = critical.join(', ');
        host.err.write(`waiting up to ${Math.ceil(leftMs / 1000)} s more for: ${said}\n`);
      }
      await wait(Math.min(WAIT_PAUSE_MS, leftMs), stopped.signal);
    }
  } finally {
    off();
  }
}

/** Round after round; the connections are kept. The exit code is that of the last round. */
async function watch(host: Host, plan: ProbePlan, rounds: ProbeRounds): Promise<number> {
  if (plan.mode.kind !== 'watch') throw new Error('unreachable: the mode is another');
  const { everyMs, rounds: most } = plan.mode;
  const stopped = new AbortController();
  const off = host.onSignal(() => stopped.abort());
  const screen = new ProbeWatch();
  let exitCode = 0;
  try {
    for (let round = 1; round <= most && !stopped.signal.aborted; round++) {
      const startedMs = host.now();
      const pass = await rounds.next(stopped.signal);
      // What the signal cut off says nothing about the parts.
      if (stopped.signal.aborted) break;
      exitCode = pass.exitCode;
      if (plan.format === 'json') host.out.write(`${JSON.stringify(pass)}\n`);
      else
        host.out.write(`${host.out.isTTY ? HOME : round > 1 ? '\n' : ''}${screen.next(pass, shownAs(host))}`);
      if (round < most) await wait(Math.max(0, startedMs + everyMs - host.now()), stopped.signal);
    }
  } finally {
    off();
  }
  return exitCode;
}

function print(host: Host, { format }: ProbePlan, pass: ProbePass): number {
  if (format === 'nagios') {
    const { text, exitCode } = probeNagios(pass);
    host.out.write(text);
    return exitCode;
  }
  host.out.write(format === 'json' ? `${JSON.stringify(pass, null, 2)}\n` : probeText(pass, shownAs(host)));
  return pass.exitCode;
}

function shownAs(host: Host): { colour: boolean; columns: number } {
  return { colour: host.out.isTTY && !host.env['NO_COLOR'], columns: host.out.columns };
}

async function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  await pause(durationMs, undefined, { signal }).catch(() => {});
}
