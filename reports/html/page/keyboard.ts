import type uPlot from 'uplot';

/** Lets the keyboard do what the pointer does: arrows move the moment, Escape leaves, Home and End jump, + and - zoom. */
export function keyboard(charts: () => readonly uPlot[]): void {
  document.addEventListener('keydown', (event) => {
    const place = event.target instanceof Element ? event.target.closest('[data-panel]') : null;
    const chart = charts().find(({ root }) => place?.contains(root));
    if (chart === undefined || event.target !== place || !act(chart, event, charts())) return;
    event.preventDefault();
  });
}

function act(chart: uPlot, { key, shiftKey }: KeyboardEvent, all: readonly uPlot[]): boolean {
  const last = chart.data[0].length - 1;
  const at = chart.cursor.idx ?? -1;
  const step = shiftKey ? 10 : 1;
  switch (key) {
    case 'ArrowRight':
      return show(all, at < 0 ? 0 : Math.min(last, at + step));
    case 'ArrowLeft':
      return show(all, Math.max(0, at < 0 ? last : at - step));
    case 'Home':
      return show(all, 0);
    case 'End':
      return show(all, last);
    case 'Escape':
      for (const each of all) each.setCursor({ left: -10, top: -10 });
      return true;
    case '+':
      return zoom(chart, all, 0.5);
    case '-':
      return zoom(chart, all, 2);
    default:
      return false;
  }
}

function show(all: readonly uPlot[], index: number): boolean {
  for (const chart of all) {
    const left = chart.valToPos(chart.data[0][index] ?? 0, 'x');
    chart.setCursor({ left, top: chart.over.clientHeight / 2 });
  }
  return true;
}

function zoom(chart: uPlot, all: readonly uPlot[], factor: number): boolean {
  const { min = 0, max = 1 } = chart.scales['x'] ?? {};
  const [from, to] = [min ?? 0, max ?? 1];
  const middle = chart.data[0][chart.cursor.idx ?? -1] ?? (from + to) / 2;
  const end = chart.data[0].at(-1) ?? to;
  const half = ((to - from) * factor) / 2;
  const range = { min: Math.max(0, middle - half), max: Math.min(end, middle + half) };
  if (range.max - range.min < 1) return true;
  for (const each of all) each.setScale('x', range);
  return true;
}
