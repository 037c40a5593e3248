import type { RunRecord } from '../../src/store/record/v1.ts';
import {
  CHANGE_HEAD,
  changeCells,
  comparisonSentences,
  worstChangesFirst,
} from '../comparison/change-cells.ts';
import { html, type Markup, name } from './markup.ts';

/** The run against its baseline, each measure with its interval. */
export function baselineSection({ baseline }: RunRecord): Markup | null {
  if (baseline === undefined) return null;
  const [first = '', ...more] = comparisonSentences(baseline);
  return html`<section id="baseline"><h2>Against the baseline</h2>
<p><b>${first}</b> <span class="about">Baseline: ${name(baseline.before)}, ${baseline.beforeStartedAt}. ${more.join(' ')}</span></p>
<table class="sortable"><thead><tr>${CHANGE_HEAD.map((head, index) => html`<th${index > 1 && html` class="n"`}>${head}</th>`)}</tr></thead><tbody>${worstChangesFirst(
    baseline,
  ).map((change) => {
    const [result, title, ...cells] = changeCells(change);
    return html`<tr class="change-${change.class.replace(' ', '-')}"><td class="level">${result ?? ''}</td><th scope="row">${name(title ?? '')}</th>${cells.map(
      (cell, index) =>
        html`<td class="n" data-value="${[change.before, change.after, change.change, change.low, change.effect, change.floor][index] ?? ''}">${cell}</td>`,
    )}</tr>`;
  })}</tbody></table></section>`;
}
