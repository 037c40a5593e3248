import type uPlot from 'uplot';
import type { Mark, Panel } from '../chart-data.ts';
import { limitLabels } from './limit-labels.ts';

const FONT_PX = 11;

/** Draws what is no curve: stretches without an answer, levels of the SLO, and the numbered marks. */
export function gapsAndLimits(
  panel: Panel,
  marks: readonly Mark[],
  colour: (name: string) => string,
): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (chart) => drawGaps(chart, panel, colour('--gap')),
      draw: (chart) => {
        drawMarks(chart, marks, colour);
        drawLimits(chart, panel, colour);
      },
    },
  };
}

function drawGaps(chart: uPlot, { gaps }: Panel, fill: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.fillStyle = fill;
  for (const { fromSeconds, toSeconds } of gaps) {
    const from = Math.max(bbox.left, chart.valToPos(fromSeconds, 'x', true));
    const to = Math.min(bbox.left + bbox.width, chart.valToPos(toSeconds, 'x', true));
    // A short gap of a long run stays visible.
    if (to > from) ctx.fillRect(from, bbox.top, Math.max(to - from, 2 * devicePixelRatio), bbox.height);
  }
  ctx.restore();
}

function drawLimits(chart: uPlot, { limits }: Panel, colour: (name: string) => string): void {
  const { ctx, bbox } = chart;
  const [top, bottom] = [bbox.top, bbox.top + bbox.height];
  const shown = limits
    .map((limit) => ({ ...limit, y: chart.valToPos(limit.value, 'y', true) }))
    .filter(({ y }) => y >= top && y <= bottom)
    .sort((a, b) => a.y - b.y);
  const places = limitLabels(
    shown.map(({ y }) => y),
    { top, bottom, room: (FONT_PX + 5) * devicePixelRatio },
  );
  ctx.save();
  ctx.textAlign = 'right';
  shown.forEach(({ label, value, severity, y }, index) => {
    const stroke = colour(severity === 'warn' ? '--warn' : '--crit');
    drawLevel(chart, y, stroke);
    ctx.textBaseline = places[index]?.baseline ?? 'bottom';
    write(ctx, `${label} ${value}`, {
      x: bbox.left + bbox.width - 4 * devicePixelRatio,
      y: places[index]?.y ?? y,
      ink: stroke,
      halo: colour('--box'),
    });
  });
  ctx.restore();
}

function drawLevel({ ctx, bbox }: uPlot, y: number, stroke: string): void {
  ctx.strokeStyle = stroke;
  ctx.setLineDash([8 * devicePixelRatio, 5 * devicePixelRatio]);
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
}

function drawMarks(chart: uPlot, marks: readonly Mark[], colour: (name: string) => string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([]);
  ctx.strokeStyle = colour('--mark');
  for (const { atSeconds } of marks) {
    const x = chart.valToPos(atSeconds, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  let free = bbox.left;
  for (const { number, atSeconds } of marks) {
    const x = chart.valToPos(atSeconds, 'x', true) + 3 * devicePixelRatio;
    if (x < free || x > bbox.left + bbox.width) continue;
    write(ctx, String(number), { x, y: bbox.top, ink: colour('--muted'), halo: colour('--box') });
    free = x + ctx.measureText(String(number)).width + 3 * devicePixelRatio;
  }
  ctx.restore();
}

// With a halo, so that a curve behind it does not make it unreadable.
function write(
  ctx: CanvasRenderingContext2D,
  text: string,
  at: { x: number; y: number; ink: string; halo: string },
): void {
  ctx.font = `${FONT_PX * devicePixelRatio}px system-ui, sans-serif`;
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3 * devicePixelRatio;
  ctx.strokeStyle = at.halo;
  ctx.strokeText(text, at.x, at.y);
  ctx.restore();
  ctx.fillStyle = at.ink;
  ctx.fillText(text, at.x, at.y);
}
