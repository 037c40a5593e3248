import type { CheckRecord, RunRecord, VerdictLine } from '../src/store/record/v1.ts';
import { checkPath } from './check-path.ts';
import { formatClock, formatCount, formatFigure, formatLimit } from './figures.ts';
import { inertText } from './inert-text.ts';
import { lineOutcome } from './line-outcome.ts';
import type { Report } from './report.ts';

/** One test case; `text` is the message of what went wrong, or a remark on what did not. */
interface Case {
  name: string;
  outcome: 'passed' | 'failure' | 'error' | 'skipped';
  text: string;
}

/**
 * JUnit for CI. A file is never greener than the verdict (the suite `run` carries its state) and never redder: under
 * PASS or WARN, a check or probe that failed now and then is a remark.
 */
export const junitReport: Report = ({ record }) => {
  const suites: [string, Case[]][] = [
    ['run', [runCase(record)]],
    ['slo', lineCases(record, ['slo'])],
    ['thresholds', lineCases(record, ['threshold', 'gate'])],
    ['baseline', lineCases(record, ['baseline'])],
    ['generator', lineCases(record, ['generator'])],
    ['checks', record.checks.map((check) => checkCase(check, isTolerant(record)))],
    ['probes', record.probes.map((probe) => probeCase(probe, isTolerant(record)))],
  ];
  const filled = suites.filter(([, cases]) => cases.length > 0);
  const all = filled.flatMap(([, cases]) => cases);
  const seconds = (record.durationMs / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="r3mes-harness ${attribute(record.id)}" ${counts(all)} time="${seconds}">`,
    ...filled.flatMap(([name, cases]) => renderSuite(name, cases, record)),
    '</testsuites>',
    '',
  ].join('\n');
};

const isTolerant = ({ verdict }: RunRecord) => verdict?.state === 'PASS' || verdict?.state === 'WARN';

function runCase(record: RunRecord): Case {
  const { verdict, end, endReason, exitCode } = record;
  const name = verdict === null || verdict.state === null ? `run ${end}` : `verdict ${verdict.state}`;
  const text = [verdict?.sentence ?? '', endReason, `exit code ${exitCode}`].filter(Boolean).join(' ');
  if (end === 'finished' && isTolerant(record)) return { name, outcome: 'passed', text };
  return { name, outcome: verdict?.state === 'FAIL' ? 'failure' : 'error', text };
}

function lineCases(record: RunRecord, kinds: VerdictLine['kind'][]): Case[] {
  const { verdict } = record;
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
  const counts = `${formatCount(probe.samples)} samples, ${formatCount(probe.failures)} failed`;
  const { name, last } = probe;
  if (last === null) return { name, outcome: 'skipped', text: 'no sample' };
  if (last.ok) return { name, outcome: 'passed', text: counts };
  const { stage, code, message, hint } = last.failure;
  const text = `${counts}; at ${formatClock(last.atMs)} ${stage} ${code}: ${message}. ${hint}`;
  return { name, outcome: tolerant ? 'passed' : 'error', text };
}

function renderSuite(name: string, cases: Case[], record: RunRecord): string[] {
  const started = attribute(record.startedAt);
  return [
    `  <testsuite name="${name}" ${counts(cases)} timestamp="${started}" hostname="${attribute(record.target?.name ?? '')}">`,
    ...cases.map((each) => renderCase(name, each)),
    '  </testsuite>',
  ];
}

function renderCase(suite: string, { name, outcome, text }: Case): string {
  const open = `    <testcase classname="r3mes.${suite}" name="${attribute(name)}" time="0"`;
  if (outcome === 'passed') return `${open}><system-out>${content(text)}</system-out></testcase>`;
  if (outcome === 'skipped') return `${open}><skipped message="${attribute(text)}"/></testcase>`;
  return `${open}><${outcome} message="${attribute(text)}">${content(text)}</${outcome}></testcase>`;
}

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
