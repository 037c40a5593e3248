import type { CheckCount } from './vu/check-tally.ts';
import type { WorkerCounters } from './vu/worker-context.ts';
import type { WorkerInterval } from './worker/messages.ts';

/** What was planned, dropped and late, over all of them. */
export function joinedPace(parts: readonly WorkerInterval[]): WorkerInterval['pace'] {
  const lags = parts.map(({ pace }) => pace.startLagsMs);
  const startLagsMs = new Float64Array(lags.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of lags) {
    startLagsMs.set(each, at);
    at += each.length;
  }
  const sum = (read: (pace: WorkerInterval['pace']) => number): number =>
    parts.reduce((total, { pace }) => total + read(pace), 0);
  return {
    planned: sum(({ planned }) => planned),
    dropped: sum(({ dropped }) => dropped),
    unstarted: sum(({ unstarted }) => unstarted ?? 0),
    startLagsMs,
  };
}

/** The counts of all; each of them is told in whole every time. */
export function joinedCounters(all: readonly WorkerInterval[]): WorkerCounters {
  const sum = (field: keyof WorkerCounters): number =>
    all.reduce((total, { counters }) => total + counters[field], 0);
  return {
    started: sum('started'),
    completed: sum('completed'),
    interrupted: sum('interrupted'),
    threw: sum('threw'),
    vusActive: sum('vusActive'),
    vusInitialized: sum('vusInitialized'),
  };
}

/** Checks by group and name; each of them tells all its checks so far. */
export function joinedChecks(all: readonly WorkerInterval[]): WorkerInterval['checks'] {
  const groups = new Set(all.flatMap(({ checks }) => checks.groups));
  const checks = new Map<string, CheckCount>();
  for (const check of all.flatMap((interval) => interval.checks.checks)) {
    const key = JSON.stringify([check.group, check.name]);
    const known = checks.get(key);
    if (known === undefined) checks.set(key, { ...check });
    else {
      known.passes += check.passes;
      known.fails += check.fails;
    }
  }
  return { groups: [...groups], checks: [...checks.values()] };
}

/** The most that any of them spent on garbage. */
export function joinedGc(parts: readonly WorkerInterval[]): NonNullable<WorkerInterval['gc']> {
  return {
    totalMs: Math.max(0, ...parts.map(({ gc }) => gc?.totalMs ?? 0)),
    longestMs: Math.max(0, ...parts.map(({ gc }) => gc?.longestMs ?? 0)),
  };
}
