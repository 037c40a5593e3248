import type { RunRecord, VerdictLine } from '../src/store/record/v1.ts';
import { checkPath } from './check-path.ts';
import {
  formatClock,
  formatCount,
  formatDuration,
  formatFigure,
  formatFixed,
  formatLimit,
  formatShare,
} from './figures.ts';
import { inertLine } from './inert-text.ts';
import { LEVEL_MARK, lineMargin, worstFirst } from './line-outcome.ts';
import type { Report, Run } from './report.ts';

/** GitHub drops a step summary of over 1 MiB, so this report keeps its own budget in bytes. */
export const MARKDOWN_BUDGET_BYTES = 900 * 1024;

/** A table whose rows come worst first and may be cut; `share` is its part of what is left of the budget. */
interface Section {
  title: string;
  head: readonly string[];
  /** Columns that hold numbers. */
  numbers: readonly number[];
  rows: readonly (readonly string[])[];
  share: number;
}

/** The Markdown of a CI step summary: verdict, then every table worst first, within the budget. */
export const markdownReport: Report = (run, { htmlPath }) =>
  markdownWithin(run, { htmlPath, budget: MARKDOWN_BUDGET_BYTES });

/** The same within a budget in bytes: a gate shows several runs. */
export function markdownWithin(
  run: Run,
  { htmlPath, budget }: { htmlPath: string | null; budget: number },
): string {
  const intro = introduction(run);
  const close = htmlPath === null ? '' : `\nThe whole report: ${escapeMarkdown(htmlPath)}\n`;
  let left = budget - bytes(intro) - bytes(close);
  let body = '';
  for (const section of sections(run.record)) {
    if (section.rows.length === 0) continue;
    const text = renderSection(section, left * section.share);
    body += text;
    left -= bytes(text);
  }
  return intro + body + close;
}

/** Text of somebody else for a table cell: no line ends, and nothing that Markdown or HTML would read. */
export function escapeMarkdown(text: string): string {
  const line = inertLine(text);
  const short = line.length > 500 ? `${line.slice(0, 500).replace(/\p{Surrogate}/gu, '')}…` : line;
  return short.replace(
    /[&<>|`*~[\]\\#!$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<=[a-z]):(?=\/\/)|(?<=www)\./giu,
    (character) => `&#${character.codePointAt(0)};`,
  );
}

const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

/** A sign for each state. */
export const ICON = { PASS: '✅', WARN: '⚠️', 'NO-DATA': '❔', FAIL: '❌', INVALID: '🚫' } as const;

function introduction({ record }: Run): string {
  const { verdict } = record;
  const title =
    verdict === null || verdict.state === null
      ? `⏹️ ${record.end.toUpperCase()}`
      : `${ICON[verdict.state]} ${verdict.state}`;
  const sentence = [verdict?.sentence ?? '', record.endReason].filter(Boolean).map(escapeMarkdown).join(' ');
  const requests = record.metrics.find((metric) => metric.name === 'http_reqs')?.values['count'];
  const facts = [
    record.scripts.map((script) => script.path).join(', '),
    record.profile,
    record.target?.name ?? '',
    formatDuration(record.durationMs),
    `${formatCount(record.iterations.completed)} iterations`,
    requests === undefined ? '' : `${formatCount(requests)} requests`,
    `run ${record.id}`,
    record.startedAt,
  ];
  const notes = record.notes.slice(0, 20).map((note) => `> ${escapeMarkdown(note)}\n`);
  return `## ${title}\n\n**${sentence}**\n\n${facts.filter(Boolean).map(escapeMarkdown).join(' · ')}\n\n${notes.join('\n')}`;
}

function renderSection(section: Section, budget: number): string {
  const rule = section.head.map((_, index) => (section.numbers.includes(index) ? '---:' : '---'));
  const head = `\n### ${section.title}\n\n| ${section.head.join(' | ')} |\n| ${rule.join(' | ')} |\n`;
  const reserve = 80;
  let text = '';
  let used = bytes(head) + reserve;
  let shown = 0;
  for (const row of section.rows) {
    const line = `| ${row.map(escapeMarkdown).join(' | ')} |\n`;
    used += bytes(line);
    if (used > budget) break;
    text += line;
    shown += 1;
  }
  const hidden = section.rows.length - shown;
  const rest = hidden > 0 ? `\n${formatCount(hidden)} more in the report kept with the run.\n` : '';
  return shown === 0 && hidden === 0 ? '' : head + text + rest;
}

function sections(record: RunRecord): Section[] {
  return [
    lineSection(record),
    failureSection(record),
    checkSection(record),
    probeSection(record),
    routeSection(record),
  ];
}

function lineSection({ verdict }: RunRecord): Section {
  const rows = verdict === null ? [] : worstFirst(verdict).map((line) => lineRow(line, verdict.failOn));
  const head = ['Level', 'Line', 'Value', 'Warn', 'Critical', 'Margin', 'Why'];
  return { title: 'Judged lines', head, numbers: [2, 3, 4, 5], rows, share: 0.5 };
}

function lineRow(line: VerdictLine, failOn: 'warn' | 'critical'): string[] {
  const margin = lineMargin(line, failOn);
  const amount = margin === null ? '' : formatFigure(margin.amount, line.unit);
  return [
    `${LEVEL_MARK[line.level]} ${line.level}${line.gates ? '' : ' (shown only)'}`,
    line.expression === null ? line.title : `${line.title} ${line.expression}`,
    formatFigure(line.value, line.unit, [line.warn, line.critical]),
    formatLimit(line.warn, line.unit),
    formatLimit(line.critical, line.unit),
    amount,
    line.reason,
  ];
}

function failureSection({ failures }: RunRecord): Section {
  const rows = [...failures]
    .sort((a, b) => b.count - a.count)
    .map((failure) => {
      const sample = failure.samples[0];
      const seen = sample === undefined ? '' : `${formatClock(sample.atMs)} ${sample.text}`;
      return [formatCount(failure.count), failure.class, failure.subject, seen];
    });
  return { title: 'Failures', head: ['Count', 'Class', 'What', 'Sample'], numbers: [0], rows, share: 0.4 };
}

function checkSection({ checks }: RunRecord): Section {
  const rows = checks
    .filter((check) => check.fails > 0)
    .sort((a, b) => b.fails - a.fails)
    .map((check) => [
      checkPath(check).join(' › '),
      formatCount(check.fails),
      formatCount(check.passes + check.fails),
    ]);
  return { title: 'Checks that failed', head: ['Check', 'Failed', 'Of'], numbers: [1, 2], rows, share: 0.4 };
}

function probeSection({ probes }: RunRecord): Section {
  const rows = [...probes]
    .sort((a, b) => b.failures - a.failures)
    .map(({ name, samples, failures, last }) => {
      const state =
        last === null ? 'no sample' : last.ok ? 'answers' : `${last.failure.stage}: ${last.failure.message}`;
      return [name, formatCount(samples), formatCount(failures), state];
    });
  return {
    title: 'Probes',
    head: ['Probe', 'Samples', 'Failed', 'At the end'],
    numbers: [1, 2],
    rows,
    share: 0.5,
  };
}

function routeSection({ routes }: RunRecord): Section {
  const rows = [...routes]
    .sort((a, b) => b.errors - a.errors || b.timeShare - a.timeShare)
    .map((route) => [
      route.name,
      formatCount(route.requests),
      formatFixed(route.ratePerSecond, 2),
      formatFigure(route.latencyMs?.med ?? null, 'ms'),
      formatFigure(route.latencyMs?.p95 ?? null, 'ms'),
      formatFigure(route.latencyMs?.p99 ?? null, 'ms'),
      formatCount(route.errors),
      formatCount(route.rateLimited),
      formatShare(route.timeShare),
    ]);
  const head = ['Route', 'Requests', 'Per second', 'p50', 'p95', 'p99', 'Errors', 'Limited', 'Time'];
  return { title: 'Routes', head, numbers: [1, 2, 3, 4, 5, 6, 7, 8], rows, share: 1 };
}
