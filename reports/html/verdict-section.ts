import type { Verdict, VerdictLine } from '../../src/store/record/v1.ts';
import { formatFigure, formatLimit, NOTHING } from '../figures.ts';
import { LEVEL_MARK, lineMargin, worstFirst } from '../line-outcome.ts';
import type { Run } from '../report.ts';
import { LINE_READINGS } from './line-readings.ts';
import { html, type Markup } from './markup.ts';
import { sparkline } from './sparkline.ts';
import { type Row, rowsOf } from './timeline.ts';

const TITLES: Readonly<Record<VerdictLine['kind'], string>> = {
  slo: 'SLO',
  gate: 'gate',
  threshold: 'threshold',
  generator: 'generator',
  baseline: 'baseline',
};

/** Every judged line, the worst first, each with its levels, its reason and where to read on. */
export function verdictSection(run: Run): Markup {
  const { record } = run;
  const { verdict } = record;
  if (verdict === null)
    return html`<section id="verdict"><h2>Verdict</h2><p>No line was judged.</p></section>`;
  const lines = worstFirst(verdict);
  const judgedPart = record.phases ? 'judged\u00a0part' : 'whole\u00a0run';
  const context: Shown = { rows: rowsOf(run), failOn: verdict.failOn, judgedPart };
  const judged = lines.filter(({ gates }) => gates);
  const shown = lines.filter(({ gates }) => !gates);
  return html`<section id="verdict"><h2>Verdict</h2>
<p class="about">A line fails at its ${verdict.failOn === 'warn' ? 'warning' : 'critical'} level.${record.phases ? ` ${record.phases.sentence}` : ''}</p>
${lineTable(judged, context)}
${shown.length > 0 && html`<details><summary>${shown.length} ${shown.length === 1 ? 'line does' : 'lines do'} not apply</summary>${lineTable(shown, context)}</details>`}
</section>`;
}

interface Shown {
  rows: readonly Row[];
  failOn: Verdict['failOn'];
  /** What a line without a window of its own is judged over. */
  judgedPart: string;
}

function windowOf({ kind, value, window }: VerdictLine, judgedPart: string): string {
  if (window !== undefined) return window;
  if (value === null) return NOTHING;
  return kind === 'slo' || kind === 'baseline' ? judgedPart : 'whole\u00a0run';
}

function lineTable(lines: readonly VerdictLine[], shown: Shown): Markup {
  return html`<table class="lines"><thead><tr><th>Level</th><th>Line</th><th class="n">Value</th><th class="n">Warning</th><th class="n">Critical</th><th class="n">Margin</th><th>Window</th><th>Over time</th><th>Why</th></tr></thead>
<tbody>${lines.map((line) => lineRow(line, shown))}</tbody></table>`;
}

function lineRow(line: VerdictLine, { rows, failOn, judgedPart }: Shown): Markup {
  const margin = lineMargin(line, failOn);
  const reading = LINE_READINGS[line.id];
  const limits = [line.warn, line.critical];
  const remedy = line.remedy !== '' && line.level !== 'OK' && line.level !== 'N/A';
  return html`<tr class="level-${line.level.replace('/', '').toLowerCase()}" data-line="${line.id}">
<td class="level">${LEVEL_MARK[line.level]} ${line.level}</td>
<th scope="row">${line.title} <span class="kind">${TITLES[line.kind]}</span></th>
<td class="n" data-head="Value" data-value="${line.value ?? ''}">${formatFigure(line.value, line.unit, limits)}</td>
<td class="n" data-head="Warning" data-value="${line.warn ?? ''}">${line.expression ?? formatLimit(line.warn, line.unit)}</td>
<td class="n" data-head="Critical" data-value="${line.critical ?? ''}">${line.expression === null ? formatLimit(line.critical, line.unit) : NOTHING}</td>
<td class="n" data-head="Margin" data-value="${margin?.amount ?? ''}">${margin === null ? NOTHING : formatFigure(margin.amount, line.unit)}</td>
<td class="span" data-head="Window">${windowOf(line, judgedPart)}</td>
<td class="curve" data-head="Over time">${reading === undefined ? null : sparkline(reading(rows))}</td>
<td class="why">${line.reason}${remedy && html` <span class="remedy">Runbook: ${line.remedy}</span>`}</td></tr>`;
}
