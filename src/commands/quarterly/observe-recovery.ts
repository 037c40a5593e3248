import type { ProbeName } from '../../../probes/probe.ts';
import { wait } from '../../../probes/sampler.ts';
import { findSlo } from '../../../thresholds.ts';
import type { Host } from '../../host.ts';
import type { ProbePass } from '../../store/record/probe-pass.ts';
import type { QuarterlyRecovery } from '../../store/record/quarterly-v1.ts';
import type { Target } from '../../targets/target.ts';
import { applyWaivers, isExpired } from '../../verdict/apply-waivers.ts';
import { ProbeRounds } from '../probe/probe-rounds.ts';

const LOOK_EVERY_MS = 1000;
const DEADLINE_MS = 900;
/** One good look may be luck. */
const CALM_LOOKS = 3;

/** How a target is watched after a load. */
export interface Observed {
  target: Target;
  /** `http` among them: what the canary asks. */
  names: readonly ProbeName[];
  /** It is left alone for at least so long. */
  restMs: number;
  /** Until when it must be well. */
  limitMs: number;
  signal: AbortSignal;
}

/** Looks at a target without load until it is well, three looks in a row, or the limit is over; null when it was interrupted. */
export async function observeRecovery(host: Host, observed: Observed): Promise<QuarterlyRecovery | null> {
  const { target, names, restMs, limitMs, signal } = observed;
  const rounds = new ProbeRounds(host, {
    ...{ names, target, deadlineMs: DEADLINE_MS, retries: 0, failOn: 'critical', format: 'text' },
    ...{ namespace: target.probes.namespace ?? 'r3mes', mode: { kind: 'once' } },
  });
  const startedMs = host.now();
  let calm: { looks: number; sinceMs: number } = { looks: 0, sinceMs: 0 };
  try {
    for (;;) {
      const lookMs = host.now() - startedMs;
      const pass = await rounds.next(signal);
      if (signal.aborted) return null;
      const trouble = troubleOf(pass, target, host.now());
      if (trouble !== '') calm = { looks: 0, sinceMs: 0 };
      else calm = { looks: calm.looks + 1, sinceMs: calm.looks === 0 ? lookMs : calm.sinceMs };
      const elapsedMs = host.now() - startedMs;
      if (calm.looks >= CALM_LOOKS && elapsedMs >= restMs)
        return { healthy: true, seconds: calm.sinceMs / 1000, trouble: '' };
      if (elapsedMs >= Math.max(restMs, limitMs) && calm.looks < CALM_LOOKS)
        return { healthy: false, seconds: elapsedMs / 1000, trouble: trouble || 'it was well for too short' };
      await wait(LOOK_EVERY_MS, signal);
    }
  } finally {
    await rounds.close();
  }
}

// What the target still suffers from; '' when it is well.
function troubleOf({ results, lines: graded }: ProbePass, { slos, waivers }: Target, nowMs: number): string {
  const failed = results.find(({ ok }) => !ok);
  if (failed !== undefined && !failed.ok)
    return `${failed.probe} does not answer: ${failed.failure.stage} ${failed.failure.code}`;
  const lines = applyWaivers(
    graded,
    waivers.filter((waiver) => !isExpired(waiver, nowMs)),
    nowMs,
  );
  const critical = lines.find(({ gates, level }) => gates && level === 'CRIT');
  if (critical !== undefined) return `${critical.title}: ${critical.reason}`;
  const canary = slos.find(({ id }) => id === 'loop_canary_p95') ?? findSlo('loop_canary_p95');
  const http = results.find(({ probe }) => probe === 'http');
  const ms = http?.ok === true ? http.facts.values.find(({ id }) => id === 'request.ms')?.value : undefined;
  if (canary === undefined || ms == null || ms < canary.warn) return '';
  return `the canary took ${ms.toFixed(0)} ms, ${canary.warn} ms or more`;
}
