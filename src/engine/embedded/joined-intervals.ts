import type { NameSpread } from './http/address-spread.ts';
import type { CheckCount } from './vu/check-tally.ts';
import type { WorkerCounters } from './vu/worker-context.ts';
import type { WorkerInterval } from './worker/messages.ts';

/** What was planned, dropped and late, over all of them. */
export function joinedPace(parts: readonly WorkerInterval[]): WorkerInterval['pace'] {
  const sum = (read: (pace: WorkerInterval['pace']) => number): number =>
    parts.reduce((total, { pace }) => total + read(pace), 0);
  return {
    planned: sum(({ planned }) => planned),
    dropped: sum(({ dropped }) => dropped),
    unstarted: sum(({ unstarted }) => unstarted ?? 0),
    startLagsMs: joinedNumbers(parts.map(({ pace }) => pace.startLagsMs)),
  };
}

/** One after the other. */
export function joinedNumbers(all: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of all) {
    joined.set(each, at);
    at += each.length;
  }
  return joined;
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

/** Of the thread that waited longest for a CPU; null where none tells. */
export function joinedCpu(parts: readonly WorkerInterval[]): NonNullable<WorkerInterval['cpu']> | null {
  const told = parts.flatMap(({ cpu }) => cpu ?? []);
  return told.reduce<(typeof told)[number] | null>(
    (most, each) => (most === null || each.waitedMs > most.waitedMs ? each : most),
    null,
  );
}

/** The requests of all to each address. */
export function joinedSpread(parts: readonly WorkerInterval[]): NameSpread[] {
  const joined = new Map<string, NameSpread>();
  for (const { name, addresses, requests } of parts.flatMap(({ spread }) => spread ?? [])) {
    const known = joined.get(name) ?? { name, addresses, requests: {} };
    known.addresses = Math.max(known.addresses, addresses);
    for (const [ip, count] of Object.entries(requests))
      known.requests[ip] = (known.requests[ip] ?? 0) + count;
    joined.set(name, known);
  }
  return [...joined.values()];
}
