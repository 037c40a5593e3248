import type { BreakpointRecord, RunRecord } from '../../src/store/record/v1.ts';
import { formatFigure, NOTHING } from '../figures.ts';
import { html, Markup } from './markup.ts';

const SIZE = { width: 640, height: 220, left: 68, bottom: 34, top: 12, right: 16 };
/** Digits of the latencies that have a line of their own. */
const ROUND = [1, 2, 5];

/** The curve of rate against latency of a search for the breaking point, and every step of it. */
export function breakpointSection({ breakpoint }: RunRecord): Markup | false {
  if (breakpoint == null) return false;
  const { heldPerSecond, brokenPerSecond, statedPerSecond, gaveWay, steps } = breakpoint;
  const facts: [string, string][] = [
    ['Held', heldPerSecond === null ? 'nothing' : `${heldPerSecond}/s`],
    [
      'Broke',
      brokenPerSecond === null ? `nothing up to ${breakpoint.ceilingPerSecond}/s` : `${brokenPerSecond}/s`,
    ],
    ['Stated', statedPerSecond === null ? NOTHING : `${statedPerSecond}/s`],
    ['First to give way', gaveWay === null ? NOTHING : `${gaveWay.part}: ${gaveWay.text}`],
  ];
  return html`<section id="breakpoint"><h2>Breaking point</h2>
<table class="pairs"><tbody>${facts.map(([title, value]) => html`<tr><th scope="row">${title}</th><td>${value}</td></tr>`)}</tbody></table>
${curve(breakpoint)}
<table class="lines"><thead><tr><th>Step</th><th class="n">Rate</th><th>Outcome</th><th class="n">Median</th><th class="n">p95</th><th class="n">Errors</th><th class="n">Dropped</th><th>Why</th></tr></thead>
<tbody>${steps.map(
    (step) => html`<tr class="level-${step.held ? 'ok' : 'crit'}"><td>${step.kind}</td>
<td class="n" data-value="${step.ratePerSecond}">${step.ratePerSecond}/s</td><td>${step.held ? '✓ held' : '✗ broke'}</td>
<td class="n">${formatFigure(step.med, 'ms', [])}</td><td class="n" data-value="${step.p95 ?? ''}">${formatFigure(step.p95, 'ms', [])}</td>
<td class="n">${formatFigure(step.errorsPercent, '%', [])}</td><td class="n">${step.dropped}</td><td class="why">${step.reason}</td></tr>`,
  )}</tbody></table>
</section>`;
}

function curve({ steps, statedPerSecond }: BreakpointRecord): Markup | false {
  const points = steps.filter((step) => step.p95 !== null).sort((a, b) => a.ratePerSecond - b.ratePerSecond);
  if (points.length < 2) return false;
  const topRate = Math.max(...points.map(({ ratePerSecond }) => ratePerSecond), statedPerSecond ?? 0) * 1.05;
  const latencies = points.map(({ p95 }) => Math.max(0.1, p95 ?? 0.1));
  const [low, high] = [Math.log10(Math.min(...latencies) / 1.5), Math.log10(Math.max(...latencies) * 1.5)];
  const { width, height, left, bottom, top, right } = SIZE;
  const x = (rate: number) => left + (rate / topRate) * (width - left - right);
  const y = (ms: number) => top + (1 - (Math.log10(ms) - low) / (high - low)) * (height - top - bottom);
  const ticks = [...Array(6).keys()]
    .flatMap((power) => ROUND.map((digit) => digit * 10 ** power))
    .filter((ms) => Math.log10(ms) >= low && Math.log10(ms) <= high);
  const path = points.map(
    ({ ratePerSecond, p95 }, index) =>
      `${index === 0 ? 'M' : 'L'}${x(ratePerSecond).toFixed(1)} ${y(Math.max(0.1, p95 ?? 0.1)).toFixed(1)}`,
  );
  const rates = [0.25, 0.5, 0.75, 1].map((share) => Math.round(topRate * share));
  return html`<svg class="breakpoint-curve" viewBox="0 0 ${width} ${height}" role="img" aria-label="p95 in milliseconds by iterations a second">
${ticks.map((ms) => html`<line class="grid" x1="${left}" x2="${width - right}" y1="${y(ms).toFixed(1)}" y2="${y(ms).toFixed(1)}"/><text x="${left - 6}" y="${(y(ms) + 4).toFixed(1)}" text-anchor="end">${ms} ms</text>`)}
${rates.map((rate) => html`<text x="${x(rate).toFixed(1)}" y="${height - 16}" text-anchor="middle">${rate}/s</text>`)}
${statedPerSecond !== null && html`<line class="stated" x1="${x(statedPerSecond).toFixed(1)}" x2="${x(statedPerSecond).toFixed(1)}" y1="${top}" y2="${height - bottom}"/><text x="${x(statedPerSecond).toFixed(1)}" y="${height - 2}" text-anchor="middle">stated</text>`}
<path class="curve" d="${new Markup(path.join(''))}"/>
${points.map((step) => html`<circle class="${step.held ? 'held' : 'broke'}" cx="${x(step.ratePerSecond).toFixed(1)}" cy="${y(Math.max(0.1, step.p95 ?? 0.1)).toFixed(1)}" r="4"><title>${step.kind} ${step.ratePerSecond}/s: ${step.held ? 'held' : 'broke'}</title></circle>`)}
</svg>
<p>p95 of the judged half of each step in ms, by iterations a second: green held, red broke.</p>`;
}
