import pc from 'picocolors';
import type { VerdictState } from '../../src/store/record/v1.ts';
import { formatCount, formatDuration, formatFixed } from '../figures.ts';
import { inertLine } from '../inert-text.ts';
import type { Report, ReportOptions, Run } from '../report.ts';
import { breakpointLines } from './breakpoint-lines.ts';
import { checkSection, failureSection, probeSection, routeSection } from './findings.ts';
import type { Pen } from './pen.ts';
import { wrap } from './table.ts';
import { verdictSections } from './verdict-lines.ts';

/** What an engineer reads on a terminal when a run has ended. */
export const textReport: Report = (run, options) => {
  const pen: Pen = { colours: pc.createColors(options.colour), width: Math.max(60, options.columns) };
  const sections = [
    headline(run, pen),
    facts(run, options),
    ...verdictSections(run.record, pen),
    breakpointLines(run.record, pen),
    checkSection(run.record, pen),
    failureSection(run.record, pen),
    routeSection(run.record, pen),
    probeSection(run.record, pen),
    run.record.notes.map((note) => `! ${inertLine(note)}`).flatMap((note) => wrap(note, pen.width)),
    options.htmlPath === null ? [] : [`report   ${inertLine(options.htmlPath)}`],
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n').replaceAll('\u00a0', ' ')}\n`;
};

function headline({ record }: Run, pen: Pen): string[] {
  const { verdict } = record;
  const state = verdict?.state ?? record.end.toUpperCase();
  const sentence = inertLine(verdict?.sentence ?? record.endReason);
  const lines = wrap(sentence, pen.width - state.length - 4);
  const indent = ' '.repeat(state.length + 4);
  const [first = '', ...rest] = lines;
  return [
    `${badge(verdict?.state ?? null, state, pen)}  ${pen.colours.bold(first)}`,
    ...rest.map((line) => indent + pen.colours.bold(line)),
    ...(verdict !== null && record.end !== 'finished' ? [indent + inertLine(record.endReason)] : []),
  ];
}

function badge(state: VerdictState | null, text: string, { colours }: Pen): string {
  const label = colours.bold(` ${text} `);
  if (state === 'PASS') return colours.bgGreen(colours.black(label));
  if (state === 'WARN') return colours.bgYellow(colours.black(label));
  if (state === 'FAIL') return colours.bgRed(colours.white(label));
  return colours.bgMagenta(colours.white(label));
}

function targetLine(target: Run['record']['target']): string[] {
  if (target === null) return [];
  const { name, apiUrl } = target;
  return [`target   ${inertLine(name === apiUrl ? name : `${name} ${apiUrl}`)}`];
}

function facts({ record }: Run, options: ReportOptions): string[] {
  const requests = record.metrics.find((metric) => metric.name === 'http_reqs')?.values;
  const { completed, interrupted, dropped, threw } = record.iterations;
  const load = [
    formatDuration(record.durationMs),
    `${formatCount(completed)} iterations`,
    ...(requests?.['count'] === undefined ? [] : [`${formatCount(requests['count'])} requests`]),
    ...(requests?.['rate'] === undefined ? [] : [`${formatFixed(requests['rate'], 1)}/s`]),
    ...(dropped > 0 ? [`${formatCount(dropped)} dropped`] : []),
    ...(interrupted > 0 ? [`${formatCount(interrupted)} interrupted`] : []),
    ...(threw > 0 ? [`${formatCount(threw)} threw`] : []),
  ];
  const scripts = record.scripts.map((script) => script.path).join(', ');
  const target = targetLine(record.target);
  const lines = [
    `run      ${record.id}, started ${record.startedAt}`,
    `plan     ${[scripts, record.profile].filter(Boolean).join(', ')}`,
    ...(record.phases ? [`phases   ${record.phases.sentence}`] : []),
    ...target,
    `load     ${load.join(', ')}`,
  ];
  return lines.flatMap((line) => wrap(inertLine2(line), Math.max(60, options.columns)));
}

/** Keeps the run of spaces after the label. */
const inertLine2 = (line: string): string => line.slice(0, 9) + inertLine(line.slice(9));
