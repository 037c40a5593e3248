import { readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ListedRun, listRuns } from './run-list.ts';

/** A run without a record that was written to more recently than this may still be going on. */
const MAY_RUN_MS = 15 * 60_000;

/** What was pruned and what was spared. */
export interface Pruned {
  removed: ListedRun[];
  /** Older than the newest `keep`, and kept: `last`, or perhaps still going on. */
  spared: ListedRun[];
}

/** Removes all runs of a folder but the newest `keep`, the one that `last` points to, and those that may be going on. */
export async function pruneRuns(outDir: string, keep: number, nowMs: number): Promise<Pruned> {
  const runs = await listRuns(outDir);
  const old = runs.slice(0, Math.max(0, runs.length - keep));
  const last = lastOf(outDir);
  const spared = old.filter((run) => run.id === last || mayRun(run, nowMs));
  const removed = old.filter((run) => !spared.includes(run));
  for (const { directory } of removed) rmSync(directory, { recursive: true, force: true });
  return { removed, spared };
}

function lastOf(outDir: string): string | null {
  try {
    return readlinkSync(join(outDir, 'last'));
  } catch {
    return null; // no run has come to its end yet
  }
}

function mayRun({ record, writtenMs }: ListedRun, nowMs: number): boolean {
  return record === null && nowMs - writtenMs < MAY_RUN_MS;
}
