import { formatClock, formatDuration, formatFigure } from '../figures.ts';
import type { Run } from '../report.ts';
import { html, type Markup } from './markup.ts';
import { movedFirst } from './moved-first.ts';

/** Which curves changed before the first SLO was broken, the earliest first. */
export function movedSection(run: Run): Markup | null {
  const found = movedFirst(run);
  if (found === null) return null;
  const { breach, movers } = found;
  const when = html`<b>${breach.title}</b> was first past ${formatFigure(breach.limit, breach.unit)} at ${formatClock(breach.atMs)}`;
  if (movers.length === 0) {
    return html`<section id="moved"><h2>What moved first</h2><p>${when}; no other curve left its usual range before.</p></section>`;
  }
  return html`<section id="moved"><h2>What moved first</h2>
<p class="about">${when}. These curves left their usual range before that: an observation, not a cause.</p>
<ol class="movers">${movers.map(
    ({ title, leadMs, atMs, before, after, unit }) =>
      html`<li><b>${formatDuration(leadMs)} before</b> (${formatClock(atMs)}) ${title}: usually ${formatFigure(before, unit)}, then ${formatFigure(after, unit)}</li>`,
  )}</ol></section>`;
}
