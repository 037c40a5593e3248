import type { RunPlan } from '../plan/run-plan.ts';
import { scenarioSummary } from '../plan/scenario-summary.ts';
import type { ScriptAbout } from '../plan/script-about.ts';
import { peakRatePerSecond } from '../targets/guard-rails.ts';
import type { MetricThresholds } from '../verdict/threshold.ts';
import { expectedOf } from './expected.ts';
import type { Finding } from './finding.ts';
import { planChart } from './plan-chart.ts';

/** What `harness inspect` found. */
export interface Inspected {
  given: string;
  run: {
    plan: RunPlan;
    thresholds: readonly MetricThresholds[];
    parts: readonly string[];
    about: ScriptAbout;
    hash: string;
  };
  findings: readonly Finding[];
  options: Readonly<Record<string, unknown>>;
}

/** The plan as a small chart, what it would send, what judges it, and what was found. */
export function inspectText({ given, run, findings, options }: Inspected, columns: number): string {
  const { plan, thresholds, parts, about } = run;
  const { scenarios: _, thresholds: __, ...others } = options;
  const lines = [
    `script     ${given}, ${run.hash}${about.mutates ? ', changes data' : ''}`,
    ...(parts.length > 0 ? [`parts      ${parts.join(', ')}`] : []),
    ...plan.scenarios.map((each) => `scenario   ${each.name}: ${scenarioSummary(each)}`),
    `expected   ${expectedText(plan, about)}`,
    '',
    ...planChart(plan.scenarios, Math.max(20, Math.min(72, columns - 24))).map((line) => `  ${line}`),
    `  ${''.padEnd(Math.max(...plan.scenarios.map(({ name }) => name.length)))}  0:00 to ${clock(lengthMs(plan))}`,
    '',
    ...thresholds.map(
      ({ key, expressions }) => `threshold  ${key}: ${expressions.map(({ source }) => source).join(', ')}`,
    ),
    ...Object.entries(others).map(([name, value]) => `option     ${name}: ${JSON.stringify(value)}`),
    '',
    ...findingLines(findings),
  ];
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

function expectedText(plan: RunPlan, about: ScriptAbout): string {
  const { iterations, requests, openScenarios, unknownScenarios } = expectedOf(plan, about);
  const peak = peakRatePerSecond(plan);
  const open = openScenarios.length > 0;
  const beside = unknownScenarios.length > 0 ? ` beside those of ${unknownScenarios.join(', ')}` : '';
  const parts = [
    open
      ? `${iterations > 0 ? `${iterations} iterations and ` : ''}as many as it answers`
      : `${iterations} iterations`,
    ...(requests === null ? [] : [`${requests} requests${beside}`]),
    ...(peak > 0 ? [`up to ${Number(peak.toFixed(2))}/s`] : []),
    `up to ${plan.maxVus} VUs`,
  ];
  return parts.join(', ');
}

function findingLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ['Nothing was found. No load was sent.'];
  const lines = findings.flatMap(({ level, rule, text, hint, place }) => [
    `${level === 'error' ? '✗' : '!'} ${place === null ? '' : `${place}: `}${text} (${rule})`,
    ...(hint === '' ? [] : [`    ${hint}`]),
  ]);
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.length - errors;
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  return [...lines, '', `${count(errors, 'error')}, ${count(warnings, 'warning')}. No load was sent.`];
}

const lengthMs = ({ totalDurationMs, scenarios }: RunPlan): number =>
  totalDurationMs - Math.max(0, ...scenarios.map(({ gracefulStopMs }) => gracefulStopMs));

function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
