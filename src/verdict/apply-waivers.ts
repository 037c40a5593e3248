import type { VerdictLine } from './verdict.ts';

/** A line that is not to be judged until a day (UTC), and why. */
export interface DatedWaiver {
  slo: string;
  /** The last day on which it holds, YYYY-MM-DD. */
  until: string;
  reason: string;
}

/** True once the day of a waiver is over, in UTC. */
export function isExpired({ until }: DatedWaiver, nowMs: number): boolean {
  return new Date(nowMs).toISOString().slice(0, 10) > until;
}

/**
 * The lines with waivers taken into account: a waived line is shown with its level and gates no longer; an expired
 * waiver is a critical line of its own, so that nobody forgets it.
 */
export function applyWaivers(
  lines: readonly VerdictLine[],
  waivers: readonly DatedWaiver[],
  nowMs: number,
): VerdictLine[] {
  const [expired, valid] = [
    waivers.filter((waiver) => isExpired(waiver, nowMs)),
    waivers.filter((waiver) => !isExpired(waiver, nowMs)),
  ];
  const waived = lines.map((line) => {
    const waiver = valid.find(({ slo }) => slo === line.id);
    if (waiver === undefined || !line.gates || line.level === 'OK') return line;
    return {
      ...line,
      gates: false,
      reason: `${line.reason}; waived until ${waiver.until}: ${waiver.reason}`,
    };
  });
  return [...waived, ...expired.map(expiredLine)];
}

function expiredLine({ slo, until, reason }: DatedWaiver): VerdictLine {
  return {
    id: `waiver_${slo}`,
    kind: 'gate',
    title: `Waiver of ${slo}`,
    level: 'CRIT',
    gates: true,
    value: null,
    unit: '',
    direction: '',
    target: null,
    warn: null,
    critical: null,
    expression: null,
    source: 'target: harness.config',
    remedy: '',
    reason: `it ended on ${until} (${reason}): remove it, or renew it with a new reason`,
  };
}
