import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { gateJunit } from '../../reports/gate/junit.ts';
import { junitReport } from '../../reports/junit.ts';
import type { RecordedRun } from '../helpers/record.ts';
import * as runs from '../helpers/runs.ts';
import { HOSTILE, PLAIN } from './hostile.ts';

interface Suite {
  name: string;
  stated: { tests: number; failures: number; errors: number; skipped: number };
  cases: { name: string; outcome: string; text: string }[];
}

// As strict as any CI's parser: throws at the first thing that is no XML.
function parse(xml: string): { suites: Suite[]; stated: Suite['stated'] } {
  const suites: Suite[] = [];
  let stated: Suite['stated'] | undefined;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  const countsOf = (at: Record<string, string>) => ({
    tests: Number(at['tests']),
    failures: Number(at['failures']),
    errors: Number(at['errors']),
    skipped: Number(at['skipped']),
  });
  parser.on('opentag', ({ name, attributes }) => {
    const cases = suites.at(-1)?.cases;
    if (name === 'testsuites') stated = countsOf(attributes);
    else if (name === 'testsuite')
      suites.push({ name: attributes['name'] ?? '', stated: countsOf(attributes), cases: [] });
    else if (name === 'testcase')
      cases?.push({ name: attributes['name'] ?? '', outcome: 'passed', text: '' });
    else if (name === 'failure' || name === 'error' || name === 'skipped') {
      const last = cases?.at(-1);
      if (last !== undefined) last.outcome = name;
    } else expect(name).toBe('system-out');
  });
  parser.on('text', (text) => {
    const last = suites.at(-1)?.cases.at(-1);
    if (last !== undefined) last.text += text.trim();
  });
  parser.write(xml).close();
  if (stated === undefined) throw new Error('no <testsuites>');
  return { suites, stated };
}

const report = (run: RecordedRun) => parse(junitReport(run, PLAIN));
const outcomes = ({ suites }: ReturnType<typeof parse>) =>
  suites.flatMap(({ cases }) => cases.map(({ outcome }) => outcome));
const caseOf = ({ suites }: ReturnType<typeof parse>, suite: string, name: string) =>
  suites.find((each) => each.name === suite)?.cases.find((each) => each.name === name);

describe('a JUnit file', () => {
  test.each([
    ['passed', runs.passingRun],
    ['failed', runs.failingRun],
    ['was voided', runs.invalidRun],
    ['made no request', runs.noDataRun],
    ['was interrupted', runs.interruptedRun],
  ])('states the counts of its own cases when the run %s', (_, run) => {
    const file = report(run());
    const of = (all: string[]) => ({
      tests: all.length,
      failures: all.filter((outcome) => outcome === 'failure').length,
      errors: all.filter((outcome) => outcome === 'error').length,
      skipped: all.filter((outcome) => outcome === 'skipped').length,
    });
    expect(file.stated).toEqual(of(outcomes(file)));
    for (const suite of file.suites)
      expect(suite.stated).toEqual(of(suite.cases.map(({ outcome }) => outcome)));
  });

  test('is green when the run passed', () => {
    expect(new Set(outcomes(report(runs.passingRun())))).toEqual(new Set(['passed', 'skipped']));
  });

  test('is red when the run failed, in the verdict and in the lines that did it', () => {
    const file = report(runs.failingRun());
    expect(caseOf(file, 'run', 'verdict FAIL')?.outcome).toBe('failure');
    expect(caseOf(file, 'slo', 'api_latency_p95')?.outcome).toBe('failure');
    expect(caseOf(file, 'slo', 'error_rate')?.outcome).toBe('failure');
    expect(caseOf(file, 'slo', 'redis_memory')?.outcome).toBe('passed');
    expect(caseOf(file, 'checks', 'wallet > balance is not zero')?.outcome).toBe('failure');
    expect(caseOf(file, 'probes', 'postgres')?.text).toContain('connect ECONNREFUSED');
  });

  test.each([
    ['INVALID', runs.invalidRun],
    ['NO-DATA', runs.noDataRun],
  ] as const)('has an error when the run was %s', (state, run) => {
    expect(caseOf(report(run()), 'run', `verdict ${state}`)?.outcome).toBe('error');
  });

  test('has an error and the lines when the run was interrupted', () => {
    const file = report(runs.interruptedRun());
    expect(caseOf(file, 'run', 'run interrupted')?.outcome).toBe('error');
    expect(caseOf(file, 'slo', 'api_latency_p95')?.outcome).toBe('passed');
  });

  test('is never greener than the verdict, whatever the lines say', () => {
    for (const state of ['FAIL', 'INVALID', 'NO-DATA', null] as const) {
      const run = runs.passingRun();
      if (run.record.verdict !== null) run.record.verdict.state = state;
      const { stated } = report(run);
      expect([state, stated.failures + stated.errors]).toEqual([state, 1]);
    }
    const unjudged = runs.passingRun();
    unjudged.record.verdict = null;
    expect(report(unjudged).stated.errors).toBe(1);
  });

  test('is never redder than the verdict: a check that failed now and then is a remark', () => {
    const run = runs.passingRun();
    run.record.checks.push({ group: '', name: 'now and then', passes: 999, fails: 1 });
    const file = report(run);
    expect(file.stated.failures + file.stated.errors).toBe(0);
    expect(caseOf(file, 'checks', 'now and then')?.text).toBe('1 of 1,000 failed');
  });

  test('stays XML with hostile text, which stays text', () => {
    const xml = junitReport(runs.runWithText(HOSTILE), PLAIN);
    const file = parse(xml);
    expect(xml).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u);
    const check = file.suites.find(({ name }) => name === 'checks')?.cases[0];
    expect(check?.name).toContain('<script>globalThis.pwned=1</script>');
  });
});

test('says of a gate how long each of its runs took', () => {
  const { record, intervals } = runs.passingRun();
  const xml = gateJunit({
    ...{ version: 1, harness: '0', startedAt: record.startedAt, durationMs: 31_000, state: 'PASS' },
    ...{ sentence: '', exitCode: 0, notes: [] },
    parts: [{ kind: 'run', name: 'smoke', record, intervals, directory: '', repeated: false }],
  });
  expect(xml).toMatch(/<testsuite name="gate" [^>]*time="30\.000"/);
  expect(xml).toContain('name="smoke" time="30.000"');
});
