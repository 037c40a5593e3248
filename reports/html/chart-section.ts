import type { RunRecord } from '../../src/store/record/v1.ts';
import { formatClock, formatLimit } from '../figures.ts';
import type { Panel } from './chart-data.ts';
import type { ChartPanel, Charts } from './charts.ts';
import { html, type Markup } from './markup.ts';

/** All curves under one time axis, and the list of what was marked on it. */
export function chartSection(record: RunRecord, { panels }: Charts): Markup {
  return html`<section id="charts-section"><h2>Over time</h2>
<p class="about">One time axis for all: point at a moment in one chart to see it in every other. Drag to zoom, double-click to go back; with the keyboard: arrows, Home, End, + and −. Dashed lines are the levels of the SLO; shaded stretches are times in which a probe had no answer.</p>
<noscript><p>The curves are drawn by the script of this page; all numbers are in the tables.</p></noscript>
<div class="panels">${panels.map(panelFigure)}</div>
${
  record.annotations.length > 0 &&
  html`<h3>Marked on the axis</h3>
<ol class="marks">${record.annotations.map(
    ({ atMs, kind, text }) => html`<li><b>${formatClock(atMs)}</b> ${kind}: ${text}</li>`,
  )}</ol>`
}
</section>`;
}

function panelFigure({ plan, panel, sentence }: ChartPanel): Markup {
  return html`<figure id="panel-${plan.id}">
<figcaption><b>${plan.title}</b> <span class="unit">${plan.unit === 'count' ? '' : plan.unit}</span><br><span class="about">${plan.about}${panel !== null && levels(panel)}</span></figcaption>
${panel === null ? html`<p class="empty">${sentence}</p>` : html`<div class="chart" data-panel="${plan.id}" tabindex="0" role="group" aria-label="${`Chart: ${plan.title}`}"></div>`}
</figure>`;
}

// Said as well as drawn: a level far over the curves is out of the chart's range.
function levels({ limits, unit }: Panel): string {
  const said = limits.map(({ label, value }) => `${label} ${formatLimit(value, unit)}`);
  return said.length === 0 ? '' : ` · ${said.join(', ')}`;
}
