import { startSampler } from '../../../probes/sampler.ts';
import type { Host } from '../../host.ts';
import { ReplayEngine } from '../../ingest/replay-engine.ts';
import type { JudgedRun } from './judged-run.ts';
import type { RunSession } from './run-session.ts';

const PROBE_EVERY_MS = 1000;
const PROBE_DEADLINE_MS = 900;

/** Starts the probes beside a run's load; what is replayed brings its probes with it. */
export function sampleBeside(
  host: Host,
  { run, probes, target }: Pick<JudgedRun, 'run' | 'probes' | 'target'>,
  { session, startedMs }: { session: RunSession; startedMs: number },
) {
  return startSampler({
    probes: run.engine instanceof ReplayEngine ? [] : (probes ?? []),
    target: target?.probes ?? {},
    intervalMs: PROBE_EVERY_MS,
    deadlineMs: PROBE_DEADLINE_MS,
    clock: () => host.now() - startedMs,
    onResult: (result) => session.onProbe(result),
  });
}
