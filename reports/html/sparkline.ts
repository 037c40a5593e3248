import { html, Markup } from './markup.ts';
import { highest, peaks } from './thin.ts';

const SIZE = { width: 90, height: 18, points: 60 };

/** A small curve as inline SVG; gaps stay gaps, the highest value is the top. */
export function sparkline(values: readonly (number | null)[]): Markup | null {
  const points = peaks(values, SIZE.points);
  const top = highest(points);
  if (top === null || top <= 0 || points.length < 2) return null;
  let path = '';
  let pen = 'M';
  points.forEach((value, index) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    const x = (index / (points.length - 1)) * SIZE.width;
    const y = SIZE.height - 1 - (value / top) * (SIZE.height - 2);
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  });
  return html`<svg class="spark" viewBox="0 0 ${SIZE.width} ${SIZE.height}" width="${SIZE.width}" height="${SIZE.height}" aria-hidden="true"><path d="${new Markup(path)}"/></svg>`;
}
