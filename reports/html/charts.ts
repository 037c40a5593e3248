import { inertLine } from '../inert-text.ts';
import type { Run } from '../report.ts';
import type { ChartData, Panel } from './chart-data.ts';
import { heatOf } from './heat.ts';
import { limitsOf, type PanelPlan, panelPlans } from './panels.ts';
import { planThinning } from './thin.ts';
import { endOf, gapsOf, type Row, rowsOf } from './timeline.ts';

/** A panel as it is drawn or, with too little to draw, said. */
export interface ChartPanel {
  plan: PanelPlan;
  /** Null: not enough points, `sentence` says why. */
  panel: Panel | null;
  sentence: string;
}

/** All charts of a run, and the data element that the page's script reads. */
export interface Charts {
  panels: ChartPanel[];
  data: ChartData;
}

/** Such as one from a summary of k6: it may have totals all the same. */
const NO_SECONDS = 'This run has totals only and no seconds, so there is nothing to draw over time.';

/** Reads every curve off the interval lines, thins them onto one time axis and says what cannot be drawn. */
export function chartsOf(run: Run): Charts {
  const rows = rowsOf(run);
  const thinning = planThinning(rows.length);
  const panels = withHeat(
    panelPlans(run.record).map((plan) => chartPanel(plan, run, rows, thinning.thin)),
    run,
  );
  const x = thinning.at.map((row) => (rows[row]?.atMs ?? 0) / 1000);
  return {
    panels,
    data: {
      x,
      endSeconds: endOf(run.record, rows) / 1000,
      marks: run.record.annotations.map(({ atMs, kind, text }, index) => ({
        number: index + 1,
        atSeconds: atMs / 1000,
        kind,
        text: inertLine(text),
      })),
      panels: panels.map(({ panel }) => panel).filter((panel) => panel !== null),
    },
  };
}

function chartPanel(
  plan: PanelPlan,
  { record }: Run,
  rows: readonly Row[],
  thin: (values: readonly (number | null)[]) => (number | null)[],
): ChartPanel {
  const curves = plan.curves
    .map((curve) => ({ curve, values: curve.read(rows) }))
    .filter(({ values }) => values.some((value) => value !== null));
  const points = Math.max(0, ...curves.map(({ values }) => values.filter((value) => value !== null).length));
  const gaps = plan.probe === undefined ? [] : gapsOf(rows, plan.probe);
  if (points < 2 && gaps.length === 0)
    return { plan, panel: null, sentence: rows.length === 0 ? NO_SECONDS : sentenceOf(plan, points) };
  const panel: Panel = {
    id: plan.id,
    unit: plan.unit,
    curves: curves.map(({ curve, values }) => ({
      label: curve.label,
      tone: curve.tone,
      dash: curve.dash ?? 0,
      hidden: curve.hidden ?? false,
      values: thin(values).map(shorten),
    })),
    limits: limitsOf(record, plan.slo),
    gaps: gaps.map(({ fromMs, toMs, text }) => ({
      fromSeconds: fromMs / 1000,
      toSeconds: toMs / 1000,
      text: inertLine(text),
    })),
  };
  return { plan, panel, sentence: '' };
}

// The heat map stands behind the latency's own curves, on a panel of its own.
function withHeat(panels: ChartPanel[], run: Run): ChartPanel[] {
  const at = panels.findIndex(({ plan }) => plan.id === 'latency');
  const latency = panels[at];
  if (latency === undefined) return panels;
  const heat = heatOf(run);
  const plan: PanelPlan = {
    ...latency.plan,
    id: 'heat',
    title: 'API latency, every request',
    about: 'The stronger the colour, the more requests took so long (logarithmic)',
    empty:
      latency.panel === null
        ? latency.sentence
        : 'The seconds of this run have no histogram of their latencies.',
  };
  const curves = latency.panel?.curves.filter(({ label }) => label === 'p50' || label === 'p95') ?? [];
  const panel =
    latency.panel === null || heat === null
      ? null
      : { ...latency.panel, id: 'heat', limits: [], curves, heat };
  return panels.toSpliced(at + 1, 0, { plan, panel, sentence: panel === null ? plan.empty : '' });
}

function sentenceOf(plan: PanelPlan, points: number): string {
  return points === 0 ? plan.empty : 'One second alone has values: too short for a curve.';
}

/** Six digits are more than a chart shows; the record keeps them all. */
const shorten = (value: number | null): number | null =>
  value === null ? null : Number(value.toPrecision(6));
