import { resolve } from 'node:path';
import type { Host } from '../host.ts';
import { collectedParts } from '../ingest/collected-parts.ts';
import { ReplayEngine } from '../ingest/replay-engine.ts';
import { gateRun, type RunFlags } from './run.ts';

/** Flags of `harness collect`: those of the parts, and where they are. */
export interface CollectFlags extends Omit<RunFlags, 'gate' | 'engine' | 'k6FinishTimeout' | 'parts'> {
  paths: readonly string[];
  /** How many parts there must be. */
  parts?: number;
}

/**
 * Merges the parts of a run into one record: counts are summed, histograms added, no percentile is averaged, and SLO
 * lines and thresholds are judged on the sum. Gives the exit code of the whole.
 */
export async function collectCommand(host: Host, scenario: string, flags: CollectFlags): Promise<number> {
  const paths = flags.paths.map((path) => resolve(host.cwd, path));
  const clock = { nowMs: host.now() };
  const collected = await ReplayEngine.open(collectedParts(paths, flags.parts ?? null), clock);
  const { parts: _, paths: __, ...rest } = flags;
  const run = {
    ...rest,
    gate: true,
    engine: 'embedded',
    k6FinishTimeout: '10s',
    probes: 'none',
    quiet: true,
  } as const;
  const end = await gateRun({ ...host, now: () => clock.nowMs }, scenario, { ...run, collected });
  return end.exitCode;
}
