import { createHash } from 'node:crypto';
import { formatFigure, formatFixed, NOTHING } from '../figures.ts';
import { html, Markup, name } from '../html/markup.ts';
import { pageAssets } from '../html/page-assets.ts';
import { sparkline } from '../html/sparkline.ts';
import { inertLine } from '../inert-text.ts';
import { layTable } from '../text/table.ts';
import type { Trend, TrendCell } from './trend.ts';

/** Every format by the name that `history --trend --format` takes. */
export const TREND_REPORTS = {
  text: trendText,
  html: trendPage,
  json: (trends: readonly Trend[]) => `${JSON.stringify(trends, null, 2)}\n`,
} as const satisfies Record<string, (trends: readonly Trend[]) => string>;

export type TrendFormat = keyof typeof TREND_REPORTS;

const NONE = 'No finished run is kept, so there is no trend.';

function trendText(trends: readonly Trend[]): string {
  if (trends.length === 0) return `${NONE}\n`;
  const blocks = trends.map((trend) => {
    const rows = rowsOf(trend).map((row) => [
      row.title,
      ...row.cells.map(({ text, note }) => (note === '' ? text : `${text} (${note})`)),
    ]);
    const columns = ['', ...trend.quarters].map((head, index) => ({
      head,
      align: index === 0 ? ('left' as const) : ('right' as const),
    }));
    return [
      inertLine(trend.target),
      ...layTable(
        columns,
        rows.map((row) => row.map(inertLine)),
        160,
      ),
    ].join('\n');
  });
  return `${blocks.join('\n\n').replaceAll('\u00a0', ' ')}\n`;
}

/** One page for who asks once a quarter: are we better than last time, and how far from the limit. */
function trendPage(trends: readonly Trend[]): string {
  const { style } = pageAssets();
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<title>SLOs by quarter</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header><h1>SLOs by quarter</h1><p class="about">Medians of the quarter's runs; in brackets the margin to the level that fails, and how many runs were past a level. Void and unfinished runs are left out.</p></header>
<main>${trends.length === 0 ? html`<p>${NONE}</p>` : trends.map(trendSection)}</main>
</body>
</html>
`.text;
}

function trendSection(trend: Trend): Markup {
  return html`<section><h2>${name(trend.target)}</h2>
<table><thead><tr><th>Line</th>${trend.quarters.map((quarter) => html`<th class="n">${quarter}</th>`)}<th>Over quarters</th></tr></thead>
<tbody>${rowsOf(trend).map(
    ({ title, cells }) =>
      html`<tr><th scope="row">${title}</th>${cells.map(
        ({ text, note, bad }) =>
          html`<td class="n${bad && ' bad'}">${text}${note !== '' && html` <span class="kind">(${note})</span>`}</td>`,
      )}<td>${sparkline(cells.map(({ value }) => value))}</td></tr>`,
  )}</tbody></table></section>`;
}

interface Cell {
  value: number | null;
  text: string;
  note: string;
  bad: boolean;
}

const EMPTY: Cell = { value: null, text: NOTHING, note: '', bad: false };

function rowsOf({ lines, capacity }: Trend): { title: string; cells: Cell[] }[] {
  const slos = lines.map(({ title, unit, cells }) => ({
    title,
    cells: cells.map((cell) => (cell === null ? EMPTY : sloCell(cell, unit))),
  }));
  const found = capacity.map((cell): Cell => {
    // Who asks how far the limit is learns that nobody looked for it.
    if (cell === null) return { ...EMPTY, note: 'no breakpoint run' };
    const { heldPerSecond, statedPerSecond } = cell;
    const note =
      statedPerSecond === null
        ? ''
        : `${formatFixed((100 * heldPerSecond) / statedPerSecond, 0)} % of what is stated`;
    return {
      value: heldPerSecond,
      text: `${formatFixed(heldPerSecond, 1)}/s`,
      note,
      bad: statedPerSecond !== null && heldPerSecond < statedPerSecond,
    };
  });
  return [...slos, { title: 'Capacity found (breakpoint)', cells: found }];
}

function sloCell({ value, marginShare, runs, past }: TrendCell, unit: string): Cell {
  const margin = marginShare === null ? '' : `margin ${formatFixed(100 * marginShare, 0)} %`;
  const over = past > 0 ? `${past} of ${runs} past a level` : '';
  return {
    value,
    text: formatFigure(value, unit),
    note: [margin, over].filter(Boolean).join(', '),
    bad: past > 0,
  };
}
