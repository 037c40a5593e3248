import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './charts.css';
import './page.css';
import './print.css';
import './tables.css';
import type { ChartData, Curve, Panel } from '../chart-data.ts';
import { follow } from './follow.ts';
import { heatMap, logarithmicSplits } from './heat-map.ts';
import { keyboard } from './keyboard.ts';
import { gapsAndLimits } from './overlay.ts';
import { makeFilterable, makeSortable } from './tables.ts';

const SYNC = 'time';
const HEIGHT = 170;
/** Below this, points are drawn too: one between two gaps has no line. */
const FEW_POINTS = 40;
const DASHES = [[], [6, 4], [2, 3]];
/** Seconds between two labels of the time axis: whole ones, as a clock has them, so that no label stands twice. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];
const MARKERS = ['solid', 'dashed', 'dotted'];

/** Draws every panel of the page on one time axis, in the colours of the moment. */
function drawAll(data: ChartData): uPlot[] {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return data.panels.flatMap((panel) => {
    const place = document.querySelector<HTMLElement>(`[data-panel="${panel.id}"]`);
    return place === null ? [] : [draw(place, panel, { data, colour })];
  });
}

function draw(
  place: HTMLElement,
  panel: Panel,
  { data, colour }: { data: ChartData; colour: (name: string) => string },
): uPlot {
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { show: false },
  };
  const chart = new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      cursor: { sync: { key: SYNC, setSeries: false }, drag: { x: true, y: false } },
      legend: { live: true, markers: { width: 1, dash: (_, index) => markerOf(panel.curves[index - 1]) } },
      scales: {
        x: { time: false, range: (_, min, max) => [min, max] },
        y: panel.heat === undefined ? { range: yRange(panel) } : { distr: 3, range: () => heatRange(panel) },
      },
      axes: [
        { ...axis, incrs: STEPS, values: (_, ticks) => ticks.map(clock), size: 24 },
        { ...axis, values: (_, ticks) => ticks.map(short), size: 52, ...splitsOf(panel) },
      ],
      series: [
        { label: 'at', value: (_, seconds, __, index) => (index === null ? '' : clock(seconds)) },
        ...panel.curves.map((curve) => ({
          label: curve.label,
          stroke: colour(`--tone-${curve.tone}`),
          width: 1.5,
          dash: DASHES[curve.dash] ?? [],
          show: !curve.hidden,
          spanGaps: false,
          points: { show: data.x.length < FEW_POINTS, size: 4 },
          value: (_: uPlot, value: number | null, __: number, index: number | null) =>
            index === null ? '' : value === null ? '–' : `${short(value)} ${unitOf(panel)}`,
        })),
      ],
      plugins: [
        ...(panel.heat === undefined ? [] : [heatMap(panel.heat, colour)]),
        gapsAndLimits(panel, data.marks, colour),
      ],
    },
    [data.x, ...panel.curves.map((curve) => curve.values)],
    place,
  );
  chart.setScale('x', { min: 0, max: data.endSeconds });
  return chart;
}

const markerOf = (curve: Curve | undefined): string => MARKERS[curve?.dash ?? 0] ?? 'solid';

// From zero; a level of the SLO is in sight once a curve comes near it.
function yRange({ limits }: Panel): uPlot.Scale.Range {
  return (_, __, dataMax) => {
    const top = Number.isFinite(dataMax) && dataMax > 0 ? dataMax : 1;
    const near = limits.map(({ value }) => value).filter((value) => value <= top * 2.5);
    return [0, Math.max(top, ...near) * 1.1];
  };
}

const splitsOf = ({ heat }: Panel): Pick<uPlot.Axis, 'splits'> =>
  heat === undefined ? {} : { splits: (_, __, min, max) => logarithmicSplits(min, max) };

function heatRange({ heat }: Panel): [number, number] {
  return [heat?.bounds[0] ?? 1, heat?.bounds.at(-1) ?? 10];
}

// As the tables write it: 0:07, 1:02:03.
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
}

// A logarithmic axis has ticks without a label.
function short(value: number | null): string {
  if (value === null) return '';
  if (value !== 0 && Math.abs(value) < 10) return String(Number(value.toPrecision(3)));
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

function unitOf({ unit }: Panel): string {
  return unit === 'count' ? '' : unit;
}

/** Draws the charts of the page as it is now, and again when width, colours or the page itself change. */
function show(): void {
  let data = readData();
  let charts = drawAll(data);
  const fit = new ResizeObserver(() => {
    for (const chart of charts) {
      const width = chart.root.parentElement?.clientWidth ?? 0;
      if (width > 0 && width !== chart.width) chart.setSize({ width, height: HEIGHT });
    }
  });
  const watchWidth = () => {
    fit.disconnect();
    const panels = document.querySelector('.panels');
    if (panels !== null) fit.observe(panels);
  };
  const again = () => {
    for (const chart of charts) chart.destroy();
    data = readData();
    charts = drawAll(data);
    watchWidth();
  };
  watchWidth();
  keyboard(() => charts);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  if (document.documentElement.dataset['live'] === undefined) return;
  follow(() => {
    prepareTables();
    again();
  });
}

function readData(): ChartData {
  const source = document.getElementById('charts')?.textContent;
  return source ? (JSON.parse(source) as ChartData) : { x: [], endSeconds: 1, marks: [], panels: [] };
}

function prepareTables(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('table.sortable')) makeSortable(table);
  for (const table of document.querySelectorAll<HTMLTableElement>('table.filterable')) {
    makeFilterable(table, 'Show only rows with');
  }
}

prepareTables();
show();
