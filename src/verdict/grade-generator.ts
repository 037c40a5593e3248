import { findSlo } from '../../thresholds.ts';
import type { MachineEvidence } from '../self-check/machine-evidence.ts';
import { generatorLine } from './generator-line.ts';
import { gradeMachine } from './grade-machine.ts';
import type { Level, VerdictLine } from './verdict.ts';
import { whatHeldUp } from './what-held-up.ts';

/** Event-loop utilisation in percent: from when a run is doubtful, and from when (for three seconds) it is void. */
const LOOP = { warn: 70, critical: 90 };
const BUSY = {
  loop: { id: 'generator_loop', title: 'event loop', what: 'its loop was' },
  k6: { id: 'generator_cpu', title: 'CPU of k6', what: 'k6 kept all cores' },
} as const;
/** Start lag as a share of the API's p95 objective. */
const LAG = { warn: 0.05, critical: 0.2 };

/** Percent of the planned iterations. */
const OFFERED = { warn: 0.1, critical: 0.5 };

/** How the generator itself did. */
export interface GeneratorEvidence {
  /** Highest utilisation of any worker's loop, or k6's share of all cores, by the second. */
  busySeconds: { busiest: number; held: number; seconds: number; closed: number };
  /** Which of them; null: nobody measured it. */
  busy: keyof typeof BUSY | null;
  /** p95 in ms of actual minus planned start over the run; null for closed models. */
  startLagP95Ms: number | null;
  /** How late it read answers, in ms; null where nothing was timed, or nobody measured it. */
  readLag: { meanMs: number; p95Ms: number } | null;
  /** Requests that failed because this machine had no port left. */
  portsExhausted: number;
  /** Its threads that did not live to the end of the run. */
  lost: readonly { message: string; remedy: string }[];
  /** Parts of a collected run that their own generators spoiled, with the reasons. */
  spoiledParts: readonly string[];
  /** Iterations that it came to, and those that were due and that it was too busy to begin. */
  offered: { planned: number; unstarted: number };
  /** Requests for which it had no descriptor left. */
  descriptorsExhausted: number;
  /** What was said of each place at which a call held a whole thread. */
  blocked: readonly string[];
  /** Null where the load came from elsewhere. */
  machine: MachineEvidence | null;
}

/** Lines about the generator: WARN or, where it spoiled the run, CRIT, which makes the run INVALID. */
export function gradeGenerator(evidence: GeneratorEvidence): VerdictLine[] {
  const lines = evidence.lost.map(lostLine);
  if (evidence.spoiledParts.length > 0) lines.push(partsLine(evidence.spoiledParts));
  const remedy = whatHeldUp(evidence.machine);
  if (evidence.busy !== null) lines.push(busyLine(evidence.busySeconds, BUSY[evidence.busy], remedy));
  if (evidence.startLagP95Ms !== null) lines.push(startLagLine(evidence.startLagP95Ms, remedy));
  if (evidence.readLag !== null) lines.push(readLagLine(evidence.readLag.p95Ms, remedy));
  if (evidence.portsExhausted > 0) lines.push(portLine(evidence.portsExhausted));
  if (evidence.offered.unstarted > 0) lines.push(offeredLine(evidence.offered, remedy));
  if (evidence.descriptorsExhausted > 0) lines.push(descriptorLine(evidence.descriptorsExhausted));
  if (evidence.blocked.length > 0) lines.push(blockedLine(evidence.blocked));
  if (evidence.machine !== null) lines.push(...gradeMachine(evidence.machine));
  return lines;
}

function busyLine(
  tally: GeneratorEvidence['busySeconds'],
  { id, title, what }: (typeof BUSY)['loop' | 'k6'],
  remedy: string,
): VerdictLine {
  const { seconds } = tally;
  const [busiest, held] = [tally.busiest * 100, tally.held * 100];
  if (tally.closed < seconds) return unmeasuredLine({ id, title, seconds }, tally.closed);
  const level: Level = held > LOOP.critical ? 'CRIT' : held > LOOP.warn ? 'WARN' : 'OK';
  return generatorLine({
    id,
    title: `Generator: ${title}, held for ${seconds} s`,
    level,
    value: held,
    unit: '%',
    warn: LOOP.warn,
    critical: LOOP.critical,
    reason: `${what} busy for ${held.toFixed(0)} % of ${seconds} s in a row, for ${busiest.toFixed(0)} % of the busiest second${level === 'OK' ? '' : `; ${remedy}`}`,
  });
}

// Not 0 %: nobody could have seen it, and a run of a second or two does not hold anything for three.
function unmeasuredLine(
  { id, title, seconds }: { id: string; title: string; seconds: number },
  closed: number,
): VerdictLine {
  const told = closed === 0 ? 'no second was' : closed === 1 ? '1 was' : `${closed} were`;
  return {
    ...generatorLine({
      ...{ id, title: `Generator: ${title}, held for ${seconds} s`, level: 'N/A', value: null },
      ...{ unit: '%', warn: LOOP.warn, critical: LOOP.critical },
      reason: `not measured: it takes ${seconds} s, and ${told} closed`,
    }),
    gates: false,
  };
}

function startLagLine(p95Ms: number, remedy: string): VerdictLine {
  const what = `95 % of the iterations started within ${p95Ms.toFixed(1)} ms of their plan`;
  return lagLine(
    { id: 'generator_start_lag', title: 'Generator: start lag, p95', value: p95Ms },
    what,
    remedy,
  );
}

function readLagLine(p95Ms: number, remedy: string): VerdictLine {
  const what = `it came to 95 % of the answers within ${p95Ms.toFixed(1)} ms of their arrival, which counts as the target’s latency`;
  return lagLine(
    { id: 'generator_read_lag', title: 'Generator: answers read late, p95', value: p95Ms },
    what,
    remedy,
  );
}

function lagLine(
  own: { id: string; title: string; value: number },
  what: string,
  remedy: string,
): VerdictLine {
  const objectiveMs = findSlo('api_latency_p95')?.warn ?? 200;
  const [warn, critical] = [objectiveMs * LAG.warn, objectiveMs * LAG.critical];
  const level: Level = own.value > critical ? 'CRIT' : own.value > warn ? 'WARN' : 'OK';
  const reason = level === 'OK' ? what : `${what}; ${remedy}`;
  return generatorLine({ ...own, level, unit: 'ms', warn, critical, reason });
}

function portLine(count: number): VerdictLine {
  return generatorLine({
    id: 'generator_ports',
    title: 'Generator: local ports',
    level: 'CRIT',
    value: count,
    unit: 'count',
    warn: null,
    critical: 1,
    reason: `${count} requests found no free local port: reuse connections, or use more addresses`,
  });
}

function partsLine(spoiled: readonly string[]): VerdictLine {
  return generatorLine({
    id: 'generator_parts',
    title: 'Generator: parts of the run that are valid',
    level: 'CRIT',
    value: spoiled.length,
    unit: 'count',
    warn: null,
    critical: 1,
    reason: spoiled.join('; '),
  });
}

function lostLine({ message, remedy }: GeneratorEvidence['lost'][number]): VerdictLine {
  return generatorLine({
    id: 'generator_threads',
    title: 'Generator: threads that live to the end',
    level: 'CRIT',
    value: null,
    unit: '',
    warn: null,
    critical: null,
    reason: `${message}. ${remedy.replace(/\.$/, '')}`,
  });
}

function descriptorLine(count: number): VerdictLine {
  return generatorLine({
    id: 'generator_open_files',
    title: 'Generator: requests without a file descriptor',
    level: 'CRIT',
    value: count,
    unit: 'count',
    warn: null,
    critical: 1,
    reason: `${count} requests failed because this process may open no more files: raise ulimit -n, or use fewer VUs`,
  });
}

function blockedLine(notes: readonly string[]): VerdictLine {
  return generatorLine({
    id: 'generator_blocked',
    title: 'Generator: places where a call held a whole thread',
    level: 'WARN',
    value: notes.length,
    unit: 'count',
    warn: 1,
    critical: null,
    reason: notes[0] ?? '',
  });
}

function offeredLine({ planned, unstarted }: GeneratorEvidence['offered'], remedy: string): VerdictLine {
  const whole = planned + unstarted;
  const percent = (100 * unstarted) / whole;
  return generatorLine({
    id: 'generator_offered',
    title: 'Generator: planned iterations that it was too busy to begin',
    level: percent > OFFERED.critical ? 'CRIT' : percent > OFFERED.warn ? 'WARN' : 'OK',
    value: percent,
    unit: '%',
    warn: OFFERED.warn,
    critical: OFFERED.critical,
    reason: `${unstarted} of ${whole} planned iterations were due and never begun, since a thread was too busy; ${remedy}`,
  });
}
