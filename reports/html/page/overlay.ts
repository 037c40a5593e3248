import type uPlot from 'uplot';
import type { Mark, Panel } from '../chart-data.ts';

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
        drawLimits(chart, panel, colour);
        drawMarks(chart, marks, colour('--muted'));
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
    if (to > from) ctx.fillRect(from, bbox.top, to - from, bbox.height);
  }
  ctx.restore();
}

function drawLimits(chart: uPlot, { limits }: Panel, colour: (name: string) => string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.setLineDash([8, 5]);
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  for (const { label, value, severity } of limits) {
    const y = chart.valToPos(value, 'y', true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = colour(severity === 'warn' ? '--warn' : '--crit');
    ctx.fillStyle = ctx.strokeStyle;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(`${label} ${value}`, bbox.left + 4, y - 4);
  }
  ctx.restore();
}

function drawMarks(chart: uPlot, marks: readonly Mark[], stroke: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.fillStyle = stroke;
  ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
  for (const { number, atSeconds } of marks) {
    const x = chart.valToPos(atSeconds, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(String(number), x + 3, bbox.top + 10 * devicePixelRatio);
  }
  ctx.restore();
}
