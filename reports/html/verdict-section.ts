import type { RunRecord, VerdictLine } from '../../src/store/record/v1.ts';
import { formatFigure, formatLimit, NOTHING } from '../figures.ts';
import { LEVEL_MARK, worstFirst } from '../line-outcome.ts';
import { html, type Markup } from './markup.ts';

const TITLES: Readonly<Record<VerdictLine['kind'], string>> = {
  slo: 'SLO',
  gate: 'gate',
  threshold: 'threshold',
  generator: 'generator',
  baseline: 'baseline',
};

/** Every judged line, the worst first, each with its levels, its reason and where to read on. */
export function verdictSection(record: RunRecord): Markup {
  const { verdict } = record;
  if (verdict === null)
    return html`<section id="verdict"><h2>Verdict</h2><p>No line was judged.</p></section>`;
  const lines = worstFirst(verdict);
  const judged = lines.filter(({ gates }) => gates);
  const shown = lines.filter(({ gates }) => !gates);
  return html`<section id="verdict"><h2>Verdict</h2>
<p class="about">A line fails at its ${verdict.failOn === 'warn' ? 'warning' : 'critical'} level.${record.phases ? ` ${record.phases.sentence}` : ''}</p>
${lineTable(judged)}
${shown.length > 0 && html`<details><summary>${shown.length} ${shown.length === 1 ? 'line does' : 'lines do'} not apply</summary>${lineTable(shown)}</details>`}
</section>`;
}

function lineTable(lines: readonly VerdictLine[]): Markup {
  return html`<table class="lines"><thead><tr><th>Level</th><th>Line</th><th class="n">Value</th><th class="n">Warning</th><th class="n">Critical</th><th>Why</th></tr></thead>
<tbody>${lines.map(lineRow)}</tbody></table>`;
}

function lineRow(line: VerdictLine): Markup {
  const limits = [line.warn, line.critical];
  const remedy = line.remedy !== '' && line.level !== 'OK' && line.level !== 'N/A';
  return html`<tr class="level-${line.level.replace('/', '').toLowerCase()}" data-line="${line.id}">
<td class="level">${LEVEL_MARK[line.level]} ${line.level}</td>
<th scope="row">${line.title} <span class="kind">${TITLES[line.kind]}</span></th>
<td class="n" data-head="Value" data-value="${line.value ?? ''}">${formatFigure(line.value, line.unit, limits)}</td>
<td class="n" data-head="Warning" data-value="${line.warn ?? ''}">${line.expression ?? formatLimit(line.warn, line.unit)}</td>
<td class="n" data-head="Critical" data-value="${line.critical ?? ''}">${line.expression === null ? formatLimit(line.critical, line.unit) : NOTHING}</td>
<td class="why">${line.reason}${remedy && html` <span class="remedy">Runbook: ${line.remedy}</span>`}</td></tr>`;
}
