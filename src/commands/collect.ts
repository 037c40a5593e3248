import { resolve } from 'node:path';
import type { ProbeResult } from '../../probes/probe.ts';
import { startSampler } from '../../probes/sampler.ts';
import { parseSpanMs } from '../duration.ts';
import { HarnessError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { awaitParts, type LateParts } from '../ingest/await-parts.ts';
import { collectedParts, partsThatCame, refuseOtherScripts } from '../ingest/collected-parts.ts';
import { ReplayEngine } from '../ingest/replay-engine.ts';
import { declaredProbes } from './probe-names.ts';
import { gateRun, type RunFlags, targetOf } from './run.ts';

/** Flags of `harness collect`: those of the parts, and where they are. */
export interface CollectFlags extends Omit<RunFlags, 'gate' | 'engine' | 'k6FinishTimeout' | 'parts'> {
  paths: readonly string[];
  /** How many parts there must be. */
  parts?: number;
  /** `20m`: wait so long for the parts, and probe the target meanwhile. */
  wait?: string;
}

interface Watched {
  looks: ProbeResult[];
  /** Null: all parts came. */
  late: LateParts | null;
}

const NOT_WATCHED: Watched = { looks: [], late: null };
const PROBE_EVERY_MS = 5000;
const PROBE_DEADLINE_MS = 3000;
const SETTLED_MS = 20_000;
const HINT =
  'no part came: look at the runners with kubectl get testrun,jobs,pods; --wait gives them more time';

/**
 * Merges the parts of a run into one record: counts are summed, histograms added, no percentile is averaged, and SLO
 * lines and thresholds are judged on the sum. With `--wait` it waits for them, and probes the target meanwhile. Gives
 * the exit code of the whole.
 */
export async function collectCommand(host: Host, scenario: string, flags: CollectFlags): Promise<number> {
  const paths = flags.paths.map((path) => resolve(host.cwd, path));
  const { looks, late } = flags.wait === undefined ? NOT_WATCHED : await watched(host, paths, flags);
  const clock = { nowMs: host.now() };
  // What came too late or in part is shown too, before the runners' machines and logs are gone.
  const parts = late === null ? collectedParts(paths, flags.parts ?? null) : partsThatCame(late.files);
  const collected = ({ keptTags, hash }: { keptTags: readonly string[]; hash: string }) => {
    refuseOtherScripts(parts, hash);
    return ReplayEngine.open(parts, { clock, looks, keptTags, late });
  };
  const { parts: _, paths: __, ...rest } = flags;
  const probes = looks.length === 0 ? { probes: 'none' } : {};
  const run = {
    ...rest,
    ...probes,
    gate: true,
    engine: 'embedded',
    k6FinishTimeout: '10s',
    quiet: true,
  } as const;
  const end = await gateRun({ ...host, now: () => clock.nowMs }, scenario, { ...run, collected });
  return end.exitCode;
}

// Looks of the probes until all parts are there; `atMs` is epoch ms.
async function watched(host: Host, paths: readonly string[], flags: CollectFlags): Promise<Watched> {
  const timeoutMs = parseSpanMs(flags.wait ?? '');
  if (timeoutMs === undefined || flags.parts === undefined) {
    throw new HarnessError(
      timeoutMs === undefined ? `"${flags.wait}" is no duration` : '--wait needs --parts',
      {
        code: 'ERR_COLLECT_FLAGS',
        exit: 'usage',
        hint: 'Write e.g. --parts 4 --wait 20m.',
      },
    );
  }
  const target = flags.probes === 'none' ? null : await targetOf(host, 'foreign', flags);
  const looks: ProbeResult[] = [];
  const stopped = new AbortController();
  const off = host.onSignal(() => {
    if (stopped.signal.aborted) host.exitNow(EXIT_CODES.interrupted.code);
    stopped.abort();
  });
  const sampler = startSampler({
    probes: declaredProbes(target),
    target: target?.probes ?? {},
    intervalMs: PROBE_EVERY_MS,
    deadlineMs: PROBE_DEADLINE_MS,
    clock: () => host.now(),
    onResult: (result) => void looks.push(result),
  });
  try {
    const settledMs = Math.min(SETTLED_MS, timeoutMs / 4);
    const { signal } = stopped;
    const count = flags.parts;
    const onCount = (parts: number): void =>
      host.err.write(`collect: ${parts} of ${count} parts are there; waiting for up to ${flags.wait}\n`);
    const wanted = { paths, count, timeoutMs, settledMs, now: () => host.now(), signal, onCount };
    const late = await awaitParts(wanted);
    if (late?.files.length === 0) host.err.write(`${HINT}\n`);
    return { looks, late };
  } finally {
    off();
    await sampler.stop();
  }
}
