import type uPlot from 'uplot';
import type { Heat } from '../chart-data.ts';

/** Paints how many requests took how long behind the curves: the more, the stronger. */
export function heatMap(heat: Heat, colour: (name: string) => string): uPlot.Plugin {
  const most = heat.columns.reduce(
    (top, { cells }) => cells.reduce((high, [, count]) => Math.max(high, count), top),
    1,
  );
  return {
    hooks: {
      drawClear(chart) {
        const { ctx, bbox } = chart;
        ctx.save();
        ctx.beginPath();
        ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
        ctx.clip();
        ctx.fillStyle = colour('--heat');
        for (const { fromSeconds, toSeconds, cells } of heat.columns) {
          const left = chart.valToPos(fromSeconds, 'x', true);
          const right = chart.valToPos(toSeconds, 'x', true);
          for (const [row, count] of cells) {
            const bottom = chart.valToPos(heat.bounds[row] ?? 0, 'y', true);
            const top = chart.valToPos(heat.bounds[row + 1] ?? 0, 'y', true);
            // By the logarithm: a few slow requests must be seen beside thousands of quick ones.
            ctx.globalAlpha = 0.12 + 0.88 * (Math.log1p(count) / Math.log1p(most));
            ctx.fillRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
          }
        }
        ctx.restore();
      },
    },
  };
}

/**
 * Where a logarithmic axis has its lines: 1 to 9 of each power of ten. Of uPlot's own for a scale that begins just under
 * one (0.0099) there is no end: it rounds its step to nothing.
 */
export function logarithmicSplits(min: number, max: number): number[] {
  const splits: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
    for (let digit = 1; digit < 10; digit++) splits.push(Number(`${digit}e${power}`));
  }
  return splits.filter((split) => split >= min && split <= max);
}
