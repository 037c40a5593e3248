import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './page.css';
import type { ChartData, Panel } from '../chart-data.ts';
import { gapsAndLimits } from './overlay.ts';

const SYNC = 'time';
const HEIGHT = 170;
/** Below this, points are drawn too: one between two gaps has no line. */
const FEW_POINTS = 40;
const DASHES = [[], [6, 4], [2, 3]];

/** Draws every panel of the page on one time axis. */
function drawAll(data: ChartData): void {
  for (const panel of data.panels) {
    const place = document.querySelector<HTMLElement>(`[data-panel="${panel.id}"]`);
    if (place !== null) draw(place, panel, data);
  }
}

function draw(place: HTMLElement, panel: Panel, data: ChartData): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
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
      legend: { live: true },
      scales: { x: { time: false, range: (_, min, max) => [min, max] }, y: { range: yRange(panel) } },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map(clock), size: 24 },
        { ...axis, values: (_, ticks) => ticks.map(short), size: 52 },
      ],
      series: [
        { label: 'at', value: (_, seconds) => (seconds === null ? '' : clock(seconds)) },
        ...panel.curves.map((curve) => ({
          label: curve.label,
          stroke: colour(`--tone-${curve.tone}`),
          width: 1.5,
          dash: DASHES[curve.dash] ?? [],
          show: !curve.hidden,
          spanGaps: false,
          points: { show: data.x.length < FEW_POINTS, size: 4 },
          value: (_: uPlot, value: number | null) =>
            value === null ? '–' : `${short(value)} ${unitOf(panel)}`,
        })),
      ],
      plugins: [gapsAndLimits(panel, data.marks, colour)],
    },
    [data.x, ...panel.curves.map((curve) => curve.values)],
    place,
  );
  chart.setScale('x', { min: 0, max: data.endSeconds });
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: HEIGHT })).observe(place);
}

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

const source = document.getElementById('charts')?.textContent;
if (source) drawAll(JSON.parse(source) as ChartData);
