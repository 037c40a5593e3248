import type { MetricRecord, RouteRecord, RunRecord } from '../../src/store/record/v1.ts';
import { checkPath } from '../check-path.ts';
import {
  formatBytes,
  formatClock,
  formatCount,
  formatFigure,
  formatFixed,
  formatShare,
  formatValue,
  NOTHING,
} from '../figures.ts';
import type { Run } from '../report.ts';
import { html, type Markup, name } from './markup.ts';
import { sparkline } from './sparkline.ts';

/** Up to here a request satisfies: the warning level of the runbook's API latency. */
const APDEX_MS = 200;

/** Every route: counts by status, latency, share of the time, and its p95 as a small curve. */
export function routeSection({ record, intervals }: Run): Markup {
  const { routes } = record;
  if (routes.length === 0)
    return html`<section id="routes"><h2>Routes</h2><p>No request ended.</p></section>`;
  const row = (route: RouteRecord): Markup => html`<tr data-route="${route.name}">
<th scope="row">${name(`${route.method} ${route.name}`)}${route.canary && html` <span class="kind">canary</span>`}</th>
<td class="n" data-value="${route.requests}">${formatCount(route.requests)}</td><td class="n" data-value="${route.ratePerSecond}">${formatFixed(route.ratePerSecond, 2)}</td>
${latencies(route)}
<td class="n${route.errors > 0 && ' bad'}" data-value="${route.errors}">${formatCount(route.errors)}</td><td class="n" data-value="${route.apdex ?? ''}">${route.apdex == null ? NOTHING : formatFixed(route.apdex, 2)}</td><td>${statuses(route)}</td><td class="n" data-value="${route.timeShare}">${formatShare(route.timeShare)}</td>
<td>${route.canary ? null : sparkline(intervals.map((interval) => interval.routes[route.name]?.p95 ?? null))}</td></tr>`;
  return html`<section id="routes"><h2>Routes</h2>
<p class="about">Apdex: 1 when every request was answered within ${String(APDEX_MS)} ms, half a point up to four times that, none beyond or failed.</p>
<table class="sortable filterable"><thead><tr><th>Route</th><th class="n">Requests</th><th class="n">/s</th><th class="n">p50</th><th class="n">p95</th><th class="n">p99</th><th class="n">max</th><th class="n">Errors</th><th class="n">Apdex</th><th>Statuses</th><th class="n">Time</th><th>p95 over time</th></tr></thead>
<tbody>${routes.map(row)}</tbody></table></section>`;
}

const latencies = ({ latencyMs }: RouteRecord): Markup[] =>
  (['med', 'p95', 'p99', 'max'] as const).map(
    (statistic) =>
      html`<td class="n" data-value="${latencyMs?.[statistic] ?? ''}">${ms(latencyMs?.[statistic])}</td>`,
  );

function statuses({ statuses: counts }: RouteRecord): string {
  return Object.entries(counts)
    .map(([status, count]) => `${status === '0' ? 'no answer' : status || '?'}: ${formatCount(count)}`)
    .join(', ');
}

/** Every check of the script, those that failed first. */
export function checkSection({ checks }: RunRecord): Markup {
  if (checks.length === 0)
    return html`<section id="checks"><h2>Checks</h2><p>The script made no check.</p></section>`;
  const sorted = [...checks].sort((a, b) => b.fails - a.fails);
  const failed = sorted.filter(({ fails }) => fails > 0);
  const rows = (
    all: typeof sorted,
  ): Markup => html`<table class="sortable"><thead><tr><th>Check</th><th class="n">Passed</th><th class="n">Failed</th><th class="n">Share</th></tr></thead>
<tbody>${all.map(
    (check) =>
      html`<tr${check.fails > 0 && html` class="level-crit"`}><th scope="row">${name(checkPath(check).join(' › '))}</th><td class="n" data-value="${check.passes}">${formatCount(check.passes)}</td><td class="n" data-value="${check.fails}">${formatCount(check.fails)}</td><td class="n">${formatShare(check.passes / Math.max(1, check.passes + check.fails))}</td></tr>`,
  )}</tbody></table>`;
  return html`<section id="checks"><h2>Checks</h2>
<p class="about">${checks.length - failed.length} of ${checks.length} always passed.</p>
${failed.length > 0 && rows(failed)}
<details><summary>All checks</summary>${rows(sorted)}</details></section>`;
}

/** Failures by class, with samples of what was seen and when. */
export function failureSection({ failures }: RunRecord): Markup {
  if (failures.length === 0)
    return html`<section id="failures"><h2>Failures</h2><p>None was seen.</p></section>`;
  return html`<section id="failures"><h2>Failures</h2>
<table class="sortable filterable"><thead><tr><th class="n">Count</th><th>Class</th><th>What</th><th>Samples</th></tr></thead><tbody>${failures.map(
    (
      failure,
    ) => html`<tr><td class="n" data-value="${failure.count}">${formatCount(failure.count)}</td><td>${name(failure.class)}</td><th scope="row">${name(failure.subject)}</th>
<td><ul>${failure.samples.map(({ atMs, text }) => html`<li><b>${formatClock(atMs)}</b> ${name(text)}</li>`)}</ul></td></tr>`,
  )}</tbody></table></section>`;
}

/** What each probe saw last. */
export function probeSection({ probes }: RunRecord): Markup {
  if (probes.length === 0)
    return html`<section id="probes"><h2>Probes</h2><p>No probe ran beside the load.</p></section>`;
  return html`<section id="probes"><h2>Probes</h2>${probes.map(({ name: probe, samples, failures, last }) => {
    const head = html`<h3>${probe} <span class="kind">${formatCount(samples)} ${samples === 1 ? 'sample' : 'samples'}, ${formatCount(failures)} failed</span></h3>`;
    if (last === null) return head;
    if (!last.ok) {
      const { stage, code, message, hint } = last.failure;
      return html`${head}<p class="bad">${stage} ${code}: ${message}. ${hint}</p>`;
    }
    const { values, info } = last.facts;
    return html`${head}<p class="about">${Object.entries(info)
      .map(([key, text]) => `${key} ${text}`)
      .join(' · ')}</p><details><summary>Last values</summary><table class="pairs"><tbody>${values.map(
      ({ title, value, unit, note }) =>
        html`<tr><th scope="row">${title}</th><td class="n" data-value="${value ?? ''}">${formatValue(value, unit)}</td><td>${note ?? ''}</td></tr>`,
    )}</tbody></table></details>`;
  })}</section>`;
}

/** Every metric with all its statistics. */
export function metricSection({ metrics }: RunRecord): Markup {
  return html`<section id="metrics"><h2>Metrics</h2><details><summary>${metrics.length} metrics</summary>
<table class="pairs"><tbody>${metrics.map(
    (metric) =>
      html`<tr data-metric="${metric.name}"><th scope="row">${name(metric.name)}</th><td>${metric.kind}${metric.percentiles === 'histogram' && ' (histogram)'}</td><td>${Object.entries(
        metric.values,
      ).map(
        ([statistic, value]) =>
          html`<span class="statistic" data-statistic="${statistic}" data-value="${value}">${statistic} ${metricValue(metric, statistic, value)}</span> `,
      )}</td></tr>`,
  )}</tbody></table></details></section>`;
}

function metricValue({ kind, contains }: MetricRecord, statistic: string, value: number): string {
  if (statistic === 'passes' || statistic === 'fails') return formatCount(value);
  if (kind === 'rate') return formatShare(value);
  if (kind === 'trend' && statistic !== 'count') return formatFigure(value, contains === 'time' ? 'ms' : '');
  if (contains === 'data') return statistic === 'rate' ? `${formatBytes(value)}/s` : formatBytes(value);
  return statistic === 'rate' ? `${formatFixed(value, 2)}/s` : formatCount(value);
}

function ms(value: number | undefined): string {
  return value === undefined ? NOTHING : formatFigure(value, 'ms');
}
