import { describe, expect, test } from 'vitest';
import { escapeMarkdown, MARKDOWN_BUDGET_BYTES, markdownReport } from '../../reports/markdown.ts';
import {
  failingRun,
  interruptedRun,
  invalidRun,
  noDataRun,
  passingRun,
  runWithText,
} from '../helpers/runs.ts';
import { HOSTILE, PLAIN } from './hostile.ts';

const bytes = (text: string) => Buffer.byteLength(text);
const tableRows = (text: string) => text.split('\n').filter((line) => line.startsWith('|'));

describe('a Markdown summary', () => {
  test.each([
    ['✅ PASS', passingRun],
    ['❌ FAIL', failingRun],
    ['🚫 INVALID', invalidRun],
    ['❔ NO-DATA', noDataRun],
    ['⏹️ INTERRUPTED', interruptedRun],
  ] as const)('begins with %s', (title, run) => {
    expect(markdownReport(run(), PLAIN)).toMatch(new RegExp(`^## ${title}\n`));
  });

  test('shows the worst lines first, with value, levels and margin', () => {
    const lines = tableRows(markdownReport(failingRun(), PLAIN));
    expect(lines[2]).toMatch(
      /^\| ✗ CRIT \| API response time, p95 \| 521\.9.ms \| 200.ms \| 500.ms \| -321\.9.ms \|/,
    );
    expect(lines[3]).toMatch(/^\| ▲ WARN \| Error rate/);
  });

  test('keeps the lines of an interrupted run and says why it ended', () => {
    const text = markdownReport(interruptedRun(), PLAIN);
    expect(text).toContain('SIGINT ended the run after 8.0 s of 30.0 s.');
    expect(text).toContain('| ✓ OK | API response time, p95 |');
  });

  test('names the HTML report where there is one', () => {
    expect(markdownReport(passingRun(), { ...PLAIN, htmlPath: 'runs/1/report.html' })).toContain(
      'runs/1/report.html',
    );
  });

  test('stays within its budget however much there is, and says how much is left out', () => {
    const run = failingRun();
    const long = 'x&<'.repeat(300);
    const [route] = run.record.routes;
    if (route === undefined) throw new Error('the fixture has no route');
    run.record.routes = Array.from({ length: 20_000 }, (_, index) => ({ ...route, name: `${long}${index}` }));
    run.record.checks = Array.from({ length: 5000 }, () => ({ group: '', name: long, passes: 0, fails: 1 }));
    run.record.failures = Array.from({ length: 5000 }, () => ({
      class: 'http 5xx',
      subject: long,
      count: 1,
      samples: [{ atMs: 0, text: long }],
    }));
    run.record.notes = Array.from({ length: 1000 }, () => long);
    const text = markdownReport(run, { ...PLAIN, htmlPath: 'report.html' });
    expect(bytes(text)).toBeLessThanOrEqual(MARKDOWN_BUDGET_BYTES);
    expect(bytes(text)).toBeGreaterThan(MARKDOWN_BUDGET_BYTES / 2);
    for (const title of ['Judged lines', 'Failures', 'Checks that failed', 'Probes', 'Routes'])
      expect(text).toContain(`### ${title}`);
    const cut = [...text.matchAll(/([\d,]+) more in the report/g)].map(([, count]) => count);
    expect(cut).toHaveLength(3);
    expect(text.endsWith('report.html\n')).toBe(true);
  });

  test('is inert against injected markup', () => {
    const text = markdownReport(runWithText(HOSTILE), PLAIN);
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
    expect(text).not.toMatch(/<|`|~|\[|\]|\\|\$|!/);
    expect(text).not.toMatch(/https?:\/\/|www\./i);
    expect(text.match(/^#+ .*/gm)).toEqual([
      '## ❌ FAIL',
      ...['Judged lines', 'Failures', 'Checks that failed', 'Probes', 'Routes'].map(
        (title) => `### ${title}`,
      ),
    ]);
    for (const row of tableRows(text)) expect([3, 4, 7, 9]).toContain(row.split('|').length - 2);
  });

  test('leaves plain text readable', () => {
    expect(escapeMarkdown('http_req_duration p(95) < 200')).toBe('http_req_duration p(95) &#60; 200');
  });
});
