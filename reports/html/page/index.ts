import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './charts.css';
import './page.css';
import type { ChartData, Curve, Panel } from '../chart-data.ts';
import { gapsAndLimits } from './overlay.ts';

const SYNC = 'time';
const HEIGHT = 170;
/** Below this, points are drawn too: one between two gaps has no line. */
const FEW_POINTS = 40;
const DASHES = [[], [6, 4], [2, 3]];
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
      scales: { x: { time: false, range: (_, min, max) => [min, max] }, y: { range: yRange(panel) } },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map(clock), size: 24 },
        { ...axis, values: (_, ticks) => ticks.map(short), size: 52 },
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
      plugins: [gapsAndLimits(panel, data.marks, colour)],
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

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function short(value: number): string {
  if (value !== 0 && Math.abs(value) < 10) return String(Number(value.toPrecision(3)));
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

function unitOf({ unit }: Panel): string {
  return unit === 'count' ? '' : unit;
}

function show(data: ChartData): void {
  let charts = drawAll(data);
  const panels = document.querySelector('.panels');
  const fit = () => {
    for (const chart of charts) {
      const width = chart.root.parentElement?.clientWidth ?? 0;
      if (width > 0 && width !== chart.width) chart.setSize({ width, height: HEIGHT });
    }
  };
  if (panels !== null) new ResizeObserver(fit).observe(panels);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const chart of charts) chart.destroy();
    charts = drawAll(data);
  });
}

const source = document.getElementById('charts')?.textContent;
if (source) show(JSON.parse(source) as ChartData);
