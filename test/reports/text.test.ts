import { describe, expect, test } from 'vitest';
import { textReport } from '../../reports/text/index.ts';
import { displayWidth } from '../../reports/text/table.ts';
import * as runs from '../helpers/runs.ts';
import { HOSTILE, PLAIN } from './hostile.ts';

const report = (run: ReturnType<typeof runs.passingRun>, columns = 100) =>
  textReport(run, { ...PLAIN, columns });

describe('a text report', () => {
  test.each([
    ['PASS', runs.passingRun],
    ['FAIL', runs.failingRun],
    ['INVALID', runs.invalidRun],
    ['NO-DATA', runs.noDataRun],
    ['INTERRUPTED', runs.interruptedRun],
  ] as const)('begins with %s', (state, run) => {
    expect(report(run()).trimStart().startsWith(`${state} `)).toBe(true);
  });

  test('shows what failed with value, levels and margin, and where to read on', () => {
    const text = report(runs.failingRun());
    expect(text).toMatch(/✗ CRIT +API response time, p95 +521\.9 ms +200 ms +500 ms +-161%/);
    expect(text).toContain('Runbook: High Response Times.');
    expect(text).toMatch(/wallet › balance is not zero +27 of 167 \(16\.17 %\)/);
    expect(text).toContain('27 × check: wallet › balance is not zero');
    expect(text).toMatch(/✗ postgres: 30 samples, 7 failed; connect: nothing listens on 127\.0\.0\.1:5432\./);
    expect(text).toMatch(/890 iterations, 582 requests, 19\.4\/s, 10 dropped, 2 threw/);
  });

  test('leaves the names of routes their place on a narrow terminal', () => {
    const [wide, narrow] = [100, 60].map((columns) => report(runs.failingRun(), columns));
    expect(wide).toMatch(/^route \(times in ms\) +requests +\/s +p50 +p95 +p99 +errors +time$/m);
    expect(narrow).toMatch(/^route \(times in ms\) +requests +p95 +errors +time$/m);
    const longest = runs
      .failingRun()
      .record.routes.map(({ name }) => name)
      .sort((a, b) => b.length - a.length)[0];
    expect(narrow).toContain(longest);
  });

  test('keeps the lines of an interrupted run and says why it ended', () => {
    const text = report(runs.interruptedRun());
    expect(text).toContain('SIGINT ended the run after 8.0 s of 30.0 s.');
    expect(text).toMatch(/✓ OK +API response time, p95 +141\.2 ms/);
  });

  test('says that a run without verdict ended early', () => {
    const run = runs.interruptedRun();
    run.record.verdict = null;
    expect(report(run)).toMatch(/INTERRUPTED +SIGINT ended the run/);
  });

  test('gives lines that do not apply one line with the reason, and no table', () => {
    const run = runs.passingRun();
    for (const line of run.record.verdict?.lines ?? []) {
      if (line.kind !== 'slo') continue;
      line.level = 'N/A';
      line.reason = 'the scenario does not declare api';
    }
    const text = report(run);
    expect(text).toMatch(/^· SLO: \d+ lines do not apply: the scenario does not declare api$/m);
    expect(text).not.toMatch(/N\/A|level +SLO/);
  });

  test('never shows a value on the other side of its level', () => {
    const run = runs.passingRun();
    const line = run.record.verdict?.lines[0];
    if (line !== undefined) line.value = 199.99996;
    expect(report(run)).toContain('199.99996 ms');
  });

  test.each([60, 80, 100, 160])('keeps every line within %i columns', (columns) => {
    for (const run of [runs.failingRun(), runs.runWithText(HOSTILE), runs.runWithText('表'.repeat(60))]) {
      const wide = report(run, columns)
        .split('\n')
        .filter((line) => displayWidth(line) > columns);
      expect(wide).toEqual([]);
    }
  });

  test('has colours only when asked for', () => {
    expect(report(runs.failingRun())).not.toContain('\u001b');
    expect(textReport(runs.failingRun(), { ...PLAIN, colour: true })).toContain('\u001b[');
  });

  test('lets no hostile text act on the terminal or begin a line of its own', () => {
    const text = textReport(runs.runWithText(HOSTILE), { ...PLAIN, htmlPath: HOSTILE });
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
    expect(text).not.toMatch(/^(\| ---|## head)/m);
  });
});
