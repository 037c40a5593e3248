import { PROBE_PACES, PROBES } from './index.ts';
import type { ProbeName, ProbeResult, ProbeSession, ProbeTarget } from './probe.ts';
import { closeSession, probeOnce, runProbe } from './run-probe.ts';

/** What to sample while a run goes on. */
export interface SamplerOptions {
  probes: readonly ProbeName[];
  target: ProbeTarget;
  intervalMs: number;
  deadlineMs: number;
  /** Milliseconds since the run's start. */
  clock: () => number;
  onResult: (result: ProbeResult) => void;
}

const SELDOM_DEADLINE_MS = 3000;

/** A sampler at work. */
export interface Sampler {
  /** Ends looks that are under way (they give no result), closes every session. */
  stop(): Promise<void>;
}

/**
 * Looks through every probe at each multiple of `intervalMs`, or of its own pace where that is slower. Each probe has a loop of its own: a slow one skips
 * beats instead of overlapping itself, and holds up no other. A probe whose target is malformed reports once.
 */
export function startSampler(options: SamplerOptions): Sampler {
  const stopped = new AbortController();
  const loops = options.probes.map((name) => sampleProbe(name, options, stopped.signal));
  return {
    async stop() {
      stopped.abort();
      await Promise.all(loops);
    },
  };
}

async function sampleProbe(name: ProbeName, options: SamplerOptions, signal: AbortSignal): Promise<void> {
  const { target, clock, onResult } = options;
  const intervalMs = Math.max(options.intervalMs, PROBE_PACES[name] ?? 0);
  // Who looks seldom may take longer.
  const deadlineMs =
    intervalMs > options.intervalMs ? Math.max(options.deadlineMs, SELDOM_DEADLINE_MS) : options.deadlineMs;
  let session: ProbeSession;
  try {
    session = PROBES[name](target);
  } catch {
    onResult(await probeOnce(PROBES[name], { name, target, deadlineMs, clock }));
    return;
  }
  await session.load?.();
  // Counted, not only read off the clock: a timer may fire a moment before its beat.
  let beat = 0;
  while (!signal.aborted) {
    const result = await runProbe({ name, session, target, deadlineMs, clock, signal });
    if (signal.aborted) break;
    onResult(result);
    const now = clock();
    beat = Math.max(beat, Math.floor(now / intervalMs)) + 1;
    await wait(beat * intervalMs - now, signal);
  }
  await closeSession(session);
}

/** Waits so long, or until the signal. */
export function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, durationMs);
    signal.addEventListener('abort', done, { once: true });
  });
}
