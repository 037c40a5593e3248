import type { CheckRecord, RunRecord, Verdict, VerdictLine } from '../src/store/record/v1.ts';
import { checkPath } from './check-path.ts';
import { formatClock, formatCount, formatFigure, formatLimit } from './figures.ts';
import { inertText } from './inert-text.ts';
import { lineOutcome } from './line-outcome.ts';
import type { Report } from './report.ts';

/** One test case; `text` is the message of what went wrong, or a remark on what did not. */
export interface Case {
  name: string;
  outcome: 'passed' | 'failure' | 'error' | 'skipped';
  text: string;
  /** Only what took a time of its own has one. */
  durationMs?: number;
}

/** Cases that belong together. */
export interface Suite {
  name: string;
  /** ISO 8601. */
  startedAt: string;
  host: string;
  cases: Case[];
}

/**
 * JUnit for CI. A file is never greener than the verdict (the suite `run` carries its state) and never redder: under
 * PASS or WARN, a check or probe that failed now and then is a remark.
 */
export const junitReport: Report = ({ record }) =>
  renderJunit(`r3mes-harness ${record.id}`, record.durationMs, runSuites(record, ''));

/** The suites of a run, their names behind a prefix. */
export function runSuites(record: RunRecord, prefix: string): Suite[] {
  const suites: [string, Case[]][] = [
    ['run', [runCase(record)]],
    ['slo', lineCases(record.verdict, ['slo'])],
    ['thresholds', lineCases(record.verdict, ['threshold', 'gate'])],
    ['baseline', lineCases(record.verdict, ['baseline'])],
    ['generator', lineCases(record.verdict, ['generator'])],
    ['checks', record.checks.map((check) => checkCase(check, isTolerant(record)))],
    ['probes', record.probes.map((probe) => probeCase(probe, isTolerant(record)))],
  ];
  const { startedAt, target } = record;
  return suites.map(([name, cases]) => ({ name: prefix + name, startedAt, host: target?.name ?? '', cases }));
}

/** A whole file; suites without cases are left out. */
export function renderJunit(title: string, durationMs: number, suites: readonly Suite[]): string {
  const filled = suites.filter(({ cases }) => cases.length > 0);
  const all = filled.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(title)}" ${counts(all)} time="${secondsOf(durationMs)}">`,
    ...filled.flatMap(renderSuite),
    '</testsuites>',
    '',
  ].join('\n');
}

const isTolerant = ({ verdict }: RunRecord) => verdict?.state === 'PASS' || verdict?.state === 'WARN';

function runCase(record: RunRecord): Case {
  const { verdict, end, endReason, exitCode } = record;
  const name = verdict === null || verdict.state === null ? `run ${end}` : `verdict ${verdict.state}`;
  const text = [verdict?.sentence ?? '', endReason, `exit code ${exitCode}`].filter(Boolean).join(' ');
  if (end === 'finished' && isTolerant(record)) return { name, outcome: 'passed', text };
  return { name, outcome: verdict?.state === 'FAIL' ? 'failure' : 'error', text };
}

/** A case for each judged line of these kinds. */
export function lineCases(
  verdict: Pick<Verdict, 'lines' | 'failOn'> | null,
  kinds: readonly VerdictLine['kind'][],
): Case[] {
  if (verdict === null) return [];
  const outcomes = {
    passed: 'passed',
    warned: 'passed',
    failed: 'failure',
    'no-data': 'error',
    invalid: 'error',
    shown: 'skipped',
  } as const;
  return verdict.lines
    .filter((line) => kinds.includes(line.kind))
    .map((line) => ({
      name: line.kind === 'threshold' || line.kind === 'gate' ? line.title : line.id,
      outcome: outcomes[lineOutcome(line, verdict.failOn)],
      text: lineText(line),
    }));
}

function lineText(line: VerdictLine): string {
  const value = formatFigure(line.value, line.unit, [line.warn, line.critical]);
  const limits = `warn ${formatLimit(line.warn, line.unit)}, critical ${formatLimit(line.critical, line.unit)}`;
  const expression = line.expression === null ? '' : ` (${line.expression})`;
  return `${line.level}: ${line.title}${expression} is ${value}; ${limits}. ${line.reason}`;
}

function checkCase(check: CheckRecord, tolerant: boolean): Case {
  const all = formatCount(check.passes + check.fails);
  const path = checkPath(check).join(' > ');
  if (check.fails === 0) return { name: path, outcome: 'passed', text: `${all} passed` };
  const text = `${formatCount(check.fails)} of ${all} failed`;
  return { name: path, outcome: tolerant ? 'passed' : 'failure', text };
}

function probeCase(probe: RunRecord['probes'][number], tolerant: boolean): Case {
  const counts = `${formatCount(probe.samples)} ${probe.samples === 1 ? 'sample' : 'samples'}, ${formatCount(probe.failures)} failed`;
  const { name, last } = probe;
  if (last === null) return { name, outcome: 'skipped', text: 'no sample' };
  if (last.ok) return { name, outcome: 'passed', text: counts };
  const { stage, code, message, hint } = last.failure;
  const text = `${counts}; at ${formatClock(last.atMs)} ${stage} ${code}: ${message}. ${hint}`;
  return { name, outcome: tolerant ? 'passed' : 'error', text };
}

function renderSuite({ name, startedAt, host, cases }: Suite): string[] {
  return [
    `  <testsuite name="${attribute(name)}" ${counts(cases)} time="${secondsOf(cases.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0))}" timestamp="${attribute(startedAt)}" hostname="${attribute(host)}">`,
    ...cases.map((each) => renderCase(name, each)),
    '  </testsuite>',
  ];
}

function renderCase(suite: string, { name, outcome, text, durationMs = 0 }: Case): string {
  const open = `    <testcase classname="r3mes.${attribute(suite)}" name="${attribute(name)}" time="${secondsOf(durationMs)}"`;
  if (outcome === 'passed') return `${open}><system-out>${content(text)}</system-out></testcase>`;
  if (outcome === 'skipped') return `${open}><skipped message="${attribute(text)}"/></testcase>`;
  return `${open}><${outcome} message="${attribute(text)}">${content(text)}</${outcome}></testcase>`;
}

const secondsOf = (ms: number): string => (ms === 0 ? '0' : (ms / 1000).toFixed(3));

function counts(cases: readonly Case[]): string {
  const of = (outcome: Case['outcome']) => cases.filter((each) => each.outcome === outcome).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

function content(text: string): string {
  return inertText(text)
    .replace(/\r/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

const attribute = (text: string): string =>
  content(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
