import type { Slo } from '../../thresholds.ts';
import type { ProbeResult } from '../store/record/v1.ts';
import { levelOf, ruleReason, sloLine } from './grade-value.ts';
import type { FailOn, VerdictLine, VerdictState } from './verdict.ts';

type ProbeName = ProbeResult['probe'];
type Answered = Extract<ProbeResult, { ok: true }>;
type ProbeValue = Answered['facts']['values'][number];

const ANSWERS: Record<ProbeName, { title: string; remedy: string }> = {
  http: { title: 'API answers', remedy: 'Service Outage' },
  chain: { title: 'Chain answers', remedy: 'Service Outage' },
  postgres: { title: 'PostgreSQL answers', remedy: 'Database Failure' },
  redis: { title: 'Redis answers', remedy: 'Cache Operations' },
  websocket: { title: 'WebSocket answers', remedy: 'Service Outage' },
  frontend: { title: 'Front end answers', remedy: 'Service Outage' },
  prometheus: { title: 'Prometheus answers', remedy: 'Service Outage' },
  kubernetes: { title: 'Kubernetes answers', remedy: 'Service Outage' },
  system: { title: 'Machine answers', remedy: 'High Response Times' },
  backup: { title: 'Backup is there', remedy: 'Daily Tasks' },
};

/**
 * Judges one pass of probes: per probe a line that it answers, then its objectives. `absent` has the reason for
 * each probe that has no result because its part is not declared: those lines are N/A.
 */
export function gradeProbe(
  results: readonly ProbeResult[],
  slos: readonly Slo[],
  absent: Readonly<Record<string, string>> = {},
): VerdictLine[] {
  const byProbe = new Map<string, ProbeResult>(results.map((result) => [result.probe, result]));
  const answers = results.map((result) => answerLine(result, slos));
  const objectives = slos.flatMap((slo) => {
    if (slo.measure.from !== 'probe') return [];
    const { probe, value } = slo.measure;
    const result = byProbe.get(probe);
    if (!result) {
      const reason = absent[probe] ?? `no ${probe} declared`;
      return [sloLine(slo, { level: 'N/A', gates: false, value: null, reason })];
    }
    return [objectiveLine(slo, value, result)];
  });
  return [...answers, ...objectives, ...corroboration(byProbe.get('prometheus'), slos)];
}

/** What Prometheus says of objectives is shown beside them and decides nothing: what is measured at the client does. */
function corroboration(result: ProbeResult | undefined, slos: readonly Slo[]): VerdictLine[] {
  if (result?.ok !== true) return [];
  return slos.flatMap((slo) => {
    const fact = result.facts.values.find(({ id }) => id === slo.id);
    if (fact === undefined) return [];
    const level = levelOf(slo, fact.value);
    const reason =
      fact.value === null
        ? (fact.note ?? 'no series')
        : `${ruleReason(slo, level, fact.value)} (${fact.note ?? ''})`;
    const line = sloLine(slo, { level, gates: false, value: fact.value, reason });
    return [{ ...line, id: `prometheus_${slo.id}`, title: `${slo.title}, by Prometheus` }];
  });
}

/** The whole of a pass: a line at or past `failOn` fails it, else a line without data keeps it from passing. */
export function probeState(lines: readonly VerdictLine[], failOn: FailOn): VerdictState {
  const levels = new Set(lines.filter((line) => line.gates).map((line) => line.level));
  if (levels.has('CRIT') || (failOn === 'warn' && levels.has('WARN'))) return 'FAIL';
  if (levels.has('NO-DATA') || levels.size === 0) return 'NO-DATA';
  return levels.has('WARN') ? 'WARN' : 'PASS';
}

function objectiveLine(slo: Slo, id: string, result: ProbeResult): VerdictLine {
  const noData = (reason: string) => sloLine(slo, { level: 'NO-DATA', gates: true, value: null, reason });
  if (!result.ok) return noData(`${result.probe} could not be asked`);
  const fact = result.facts.values.find((each) => each.id === id);
  if (!fact) return noData(`the ${result.probe} probe has no value ${id}`);
  if (fact.value === null) return noData(fact.note ?? 'not visible');
  return valueLine(slo, fact);
}

function valueLine(slo: Slo, fact: ProbeValue): VerdictLine {
  const { value, note } = fact;
  const level = levelOf(slo, value);
  const rule = ruleReason(slo, level, value);
  const reason = note ? `${rule} (${note})` : rule;
  // A part of the sessions can prove that there are too many, never that there are few enough.
  if (fact.partial && level === 'OK') return sloLine(slo, { level: 'NO-DATA', gates: true, value, reason });
  return sloLine(slo, { level, gates: true, value, reason });
}

function answerLine(result: ProbeResult, slos: readonly Slo[]): VerdictLine {
  const { title, remedy } = ANSWERS[result.probe];
  const line: VerdictLine = {
    id: `probe_${result.probe}`,
    kind: 'gate',
    title,
    level: 'OK',
    gates: true,
    value: result.durationMs,
    unit: 'ms',
    direction: '',
    target: null,
    warn: null,
    critical: null,
    expression: null,
    source: '',
    remedy,
    reason: 'answered as it should',
  };
  if (!result.ok) {
    const { stage, code, message } = result.failure;
    const tries = result.tries === undefined ? '' : ` (${result.tries.count} tries)`;
    return { ...line, level: 'CRIT', value: null, unit: '', reason: `${stage} ${code}: ${message}${tries}` };
  }
  const answered = result.probe === 'http' ? withLatency(line, result, slos) : line;
  return result.tries === undefined ? answered : withTries(answered, result.tries);
}

/** What had to be asked again is not well, even where the last answer was. */
function withTries(line: VerdictLine, { count, first }: NonNullable<ProbeResult['tries']>): VerdictLine {
  const which = ORDINALS[count] ?? `${count}th`;
  return {
    ...line,
    level: 'WARN',
    reason: `passed on the ${which} try; the first: ${first.stage} ${first.code}: ${first.message}`,
  };
}

const ORDINALS: Readonly<Record<number, string>> = { 2: 'second', 3: 'third', 4: 'fourth', 5: 'fifth' };

/** One request is no percentile: past the levels of the p95 objective it warns, and never more. */
function withLatency(line: VerdictLine, result: Answered, slos: readonly Slo[]): VerdictLine {
  const value = result.facts.values.find((each) => each.id === 'request.ms')?.value ?? null;
  const slo = slos.find((each) => each.id === 'api_latency_p95');
  if (value === null || !slo) return line;
  const level = levelOf(slo, value) === 'OK' ? 'OK' : 'WARN';
  return {
    ...line,
    level,
    value,
    direction: slo.direction,
    target: slo.target,
    warn: slo.warn,
    source: `${slo.source.document}: ${slo.source.section}`,
    remedy: level === 'OK' ? line.remedy : slo.remedy,
    reason: `${ruleReason(slo, level, value)} (one request, judged by the warning level of the p95)`,
  };
}
