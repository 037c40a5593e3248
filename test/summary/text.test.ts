import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SummaryData } from '../../src/commands/run/summary-data.ts';
import { statisticText } from '../../src/commands/run/summary-figures.ts';
import { summaryText } from '../../src/commands/run/summary-text.ts';

const fixture = (name: string): string => readFileSync(`test/fixtures/k6-summary/${name}`, 'utf8');
const CHECKS = [
  { name: 'status is 200', passes: 161, fails: 0 },
  { name: 'naïve ✓ unicode', passes: 161, fails: 0 },
  { name: 'write accepted', passes: 0, fails: 10 },
];
const plain = { colour: false, full: false, checks: CHECKS, blocks: [] };

describe('the text summary', () => {
  // shown-data.json holds the figures of text.txt, which k6 2.2.0 wrote.
  it('is what k6 wrote, to the blank', () => {
    const data = JSON.parse(fixture('shown-data.json')) as SummaryData;
    expect(summaryText(data, plain)).toBe(fixture('text.txt'));
  });

  it('paints marks and figures, and has no colours elsewhere', () => {
    const data = JSON.parse(fixture('shown-data.json')) as SummaryData;
    const painted = summaryText(data, { ...plain, colour: true });
    expect(painted).toContain('\u001b[32m✓');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(fixture('text.txt'));
  });

  it('names the metric above a sub-metric whose metric has no threshold itself', () => {
    const data: SummaryData = {
      root_group: { name: '', path: '', id: '', groups: [], checks: [] },
      options: { summaryTrendStats: ['avg'], summaryTimeUnit: '', noColor: true },
      state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: 1000 },
      setup_data: null,
      metrics: {
        'm{a:1}': {
          type: 'counter',
          contains: 'default',
          values: { count: 1, rate: 1 },
          thresholds: { 'count>2': { ok: false } },
        },
      },
    };
    expect(summaryText(data, { ...plain, checks: [] })).toContain(
      "    m\n\n      {a:1}\n      ✗ 'count>2' count=1\n",
    );
  });

  it.each([
    ['time', 0, '', '0s'],
    ['time', 0.0005, '', '500ns'],
    ['time', 0.99999, '', '999.99µs'],
    ['time', 0.29, '', '290µs'],
    ['time', 1.999, '', '1.99ms'],
    ['time', 999.999, '', '999.99ms'],
    ['time', 59_999, '', '59.99s'],
    ['time', 61_500, '', '1m1s'],
    ['time', 3_661_000, '', '1h1m1s'],
    ['time', 1500, 's', '1.50s'],
    ['time', 1.5, 'ms', '1.50ms'],
    ['time', 1.5, 'us', '1500.00µs'],
    ['default', 29.4409937888, '', '29.440993'],
    ['default', 100, '', '100'],
    ['time', Number.POSITIVE_INFINITY, '', '+Inf'],
    ['time', Number.NEGATIVE_INFINITY, 'ms', '-Inf'],
    ['default', Number.NaN, '', 'NaN'],
    ['data', 999, '', '999 B'],
    ['data', 1499, '', '1.5 kB'],
    ['data', 35_747, '', '36 kB'],
    ['data', 2_500_000, '', '2.5 MB'],
  ] as const)('shows a trend of %s values: %d, unit "%s", as %s', (contains, value, unit, text) => {
    expect(statisticText({ type: 'trend', contains, values: { avg: value } }, 'avg', unit)).toBe(text);
  });

  it.each([
    [0.96987, '96.98%'],
    [1, '100.00%'],
    [0.29, '29.00%'],
    [0.999999, '99.99%'],
  ])('cuts the share %d to %s', (rate, text) => {
    expect(statisticText({ type: 'rate', contains: 'default', values: { rate } }, 'rate', '')).toBe(text);
  });
});
