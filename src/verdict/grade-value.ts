import type { Slo } from '../../thresholds.ts';
import { spanText } from './span-text.ts';
import type { Level, VerdictLine } from './verdict.ts';

/** The level of one value against an objective: a value at a level is past it; no number is NO-DATA, never OK. */
export function levelOf(slo: Slo, value: number | null): Level {
  if (value === null || !Number.isFinite(value)) return 'NO-DATA';
  const past = (limit: number) => (slo.direction === 'below' ? value >= limit : value <= limit);
  if (past(slo.critical)) return 'CRIT';
  return past(slo.warn) ? 'WARN' : 'OK';
}

/** One sentence that says which rule gave `level`; for NO-DATA and N/A the caller knows the cause better. */
export function ruleReason(slo: Slo, level: Level, value: number | null): string {
  const shown = value === null ? 'no value' : `${Number(value.toPrecision(4))}${unitText(slo.unit)}`;
  const passed = slo.direction === 'below' ? 'at or above' : 'at or below';
  if (level === 'CRIT')
    return `${shown} is ${passed} the critical level of ${slo.critical}${unitText(slo.unit)}`;
  if (level === 'WARN') return `${shown} is ${passed} the warning level of ${slo.warn}${unitText(slo.unit)}`;
  if (level === 'OK')
    return `${shown} is ${slo.direction} the warning level of ${slo.warn}${unitText(slo.unit)}`;
  return shown;
}

/** What a judge adds to an objective to make a line of the verdict. */
export type Judged = Pick<VerdictLine, 'level' | 'gates' | 'value' | 'reason' | 'window'>;

/** The verdict line of an objective. */
export function sloLine(slo: Slo, judged: Judged): VerdictLine {
  return {
    id: slo.id,
    kind: 'slo',
    title: slo.sustained === undefined ? slo.title : `${slo.title}, ${spanText(slo.sustained)}`,
    unit: slo.unit,
    direction: slo.direction,
    target: slo.target,
    warn: slo.warn,
    critical: slo.critical,
    expression: null,
    source: `${slo.source.document}: ${slo.source.section}`,
    remedy: slo.remedy,
    ...judged,
  };
}

function unitText(unit: Slo['unit']): string {
  return unit === 'count' ? '' : ` ${unit}`;
}
