import type { MetricTotals } from '../../metrics/metric-totals.ts';
import type { SinkView } from '../../metrics/sink-view.ts';

/** The end-of-test summary: one line a metric. */
export function summaryText(totals: MetricTotals): string {
  const lines = totals.metrics().map(([name, sink]) => `  ${name.padEnd(28, '.')}: ${valueText(sink)}`);
  return `\n${lines.sort().join('\n')}\n\n`;
}

function valueText(sink: SinkView): string {
  const value = (name: string): string => String(Math.round((sink.statistic(name) ?? 0) * 1000) / 1000);
  switch (sink.kind) {
    case 'counter':
      return `${value('count')}  ${value('rate')}/s`;
    case 'gauge':
      return `${value('value')}  min=${value('min')} max=${value('max')}`;
    case 'rate':
      return `${Math.floor((sink.statistic('rate') ?? 0) * 10_000) / 100}%  ${value('passes')} passed, ${value('fails')} not`;
    case 'trend':
      return ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'].map((name) => `${name}=${value(name)}`).join(' ');
  }
}
