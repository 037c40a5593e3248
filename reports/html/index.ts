import { createHash } from 'node:crypto';
import type { RunRecord } from '../../src/store/record/v1.ts';
import { formatCount, formatDuration, formatFixed, NOTHING } from '../figures.ts';
import type { Report, Run } from '../report.ts';
import { baselineSection } from './baseline-section.ts';
import { breakpointSection } from './breakpoint-section.ts';
import { chartSection } from './chart-section.ts';
import { chartsOf } from './charts.ts';
import { html, jsonForScript, Markup, name } from './markup.ts';
import { movedSection } from './moved-section.ts';
import { pageAssets } from './page-assets.ts';
import { checkSection, failureSection, metricSection, probeSection, routeSection } from './sections.ts';
import { verdictSection } from './verdict-section.ts';

/** One HTML file that opens offline: the verdict first, then every curve on one time axis, then the tables. */
export const htmlReport: Report = (run, { live }) => {
  const { record } = run;
  const assets = pageAssets();
  const script = assets.script.replaceAll('</script', '<\\/script');
  const policy = `default-src 'none'; style-src ${source(assets.style)}; script-src ${source(script)}${live ? "; connect-src 'self'" : ''}`;
  const charts = chartsOf(run);
  const state = record.verdict?.state ?? record.end.toUpperCase();
  return html`<!doctype html>
<html lang="en"${live === true && html` data-live="1"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<title>${state} – ${record.id}</title>
<style>${new Markup(assets.style)}</style>
</head>
<body>
${header(run, state)}
<main>
${verdictSection(run)}
${breakpointSection(record)}
${movedSection(run)}
${baselineSection(record)}
${chartSection(record, charts)}
${routeSection(run)}
${checkSection(record)}
${failureSection(record)}
${probeSection(record)}
${metricSection(record)}
${runSection(record)}
</main>
<script type="application/json" id="charts">${jsonForScript(charts.data)}</script>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
};

// Only this very text may run: markup that got in would not.
const source = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

function header({ record }: Run, state: string): Markup {
  const requests = record.metrics.find((metric) => metric.name === 'http_reqs')?.values;
  const { completed, interrupted, dropped, threw } = record.iterations;
  const perSecond = (rate: number) => `${formatFixed(rate, 1)}/s`;
  const facts: [string, number | undefined, (value: number) => string][] = [
    ['Load', record.durationMs, formatDuration],
    ['Requests', requests?.['count'], formatCount],
    ['Rate', requests?.['rate'], perSecond],
    ['Iterations', completed, formatCount],
    ['Dropped', dropped, formatCount],
    ['Interrupted', interrupted, formatCount],
    ['Threw', threw, formatCount],
    ['Exit code', record.exitCode, String],
  ];
  return html`<header class="state-${state.toLowerCase()}">
<p class="id">${name(record.id)} · ${record.target === null ? 'no target' : name(record.target.name)} · ${record.startedAt}</p>
<h1><span class="badge">${state}</span> ${record.verdict?.sentence ?? record.endReason}</h1>
${record.endReason !== '' && record.verdict !== null && html`<p>${record.endReason}</p>`}
<dl class="facts">${facts.map(
    ([title, value, format]) =>
      html`<div><dt>${title}</dt><dd data-value="${value ?? ''}">${value === undefined ? NOTHING : format(value)}</dd></div>`,
  )}</dl>
${record.notes.length > 0 && html`<ul class="notes">${record.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
</header>`;
}

function runSection(record: RunRecord): Markup {
  const { machine, engine, target } = record;
  const rows: [string, string][] = [
    ['Script', record.scripts.map(({ path, hash }) => `${path} (${hash})`).join(', ')],
    ['Profile', record.profile || NOTHING],
    ['Target', target === null ? NOTHING : `${target.apiUrl} (declares ${target.parts.join(', ')})`],
    [
      'Engine',
      `${engine.name} ${engine.version}, ${engine.workers} ${engine.workers === 1 ? 'worker' : 'workers'}`,
    ],
    ['Machine', `${machine.cores} × ${machine.cpuModel}, ${machine.platform}, Node ${machine.node}`],
    ...record.plan.map((plan): [string, string] => [
      `Scenario ${plan.name}`,
      `${plan.executor}: ${plan.description}`,
    ]),
  ];
  return html`<section id="run"><h2>Run</h2>
<table class="pairs"><tbody>${rows.map(([title, value]) => html`<tr><th scope="row">${title}</th><td>${value}</td></tr>`)}</tbody></table>
<details><summary>Options as resolved</summary><pre>${JSON.stringify(record.options, null, 2)}</pre></details>
</section>`;
}
