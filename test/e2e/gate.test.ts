import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GateRecord } from '../../src/store/record/gate.ts';
import { folder, harness } from '../helpers/harness.ts';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';
import { casesOf } from '../helpers/strict-xml.ts';

let standin: StandinProcess;
const cwd = folder();

// Short parts of few requests; --fail-on critical (p95 of 500 ms), so that a busy machine does not look like a fault.
const gate = (...more: string[]) =>
  harness(
    [
      'gate',
      '--target',
      standin.urls.api,
      '--fail-on',
      'critical',
      '--report',
      'junit=junit.xml',
      ...more,
      '--report',
      'json=gate.json',
    ],
    {
      cwd,
      env: {
        R3MES_RPC_URL: standin.urls.rpc,
        R3MES_LCD_URL: standin.urls.lcd,
        R3MES_CHAIN_ID: standin.urls.chainId,
        R3MES_SCALE: '0.03',
        R3MES_RATE: '20',
        R3MES_CANARY_RATE: '1',
        GITHUB_STEP_SUMMARY: 'summary.md',
        GITHUB_ACTIONS: '',
      },
    },
  );
const read = (file: string) => readFileSync(join(cwd, file), 'utf8');
const record = () => JSON.parse(read('gate.json')) as GateRecord;
const partsOf = (of: GateRecord) =>
  of.parts.map((part) => [part.name, part.kind, part.kind === 'run' && part.repeated].join(' '));

beforeAll(async () => {
  standin = await startStandinProcess('--no-rate-limits', '--delay-scale', '0.01');
});
afterAll(() => standin.stop());

describe('harness gate', () => {
  test('passes probes, smoke and gate, and writes JUnit, JSON and the step summary', async () => {
    const { code, out } = await gate('--baseline', 'last', '--annotations', 'github');
    expect(out).toMatch(/^(PASS|WARN) /);
    expect(code).toBe(0);
    expect(partsOf(record()).filter((part) => part.endsWith('false'))).toEqual([
      'probes probes false',
      'smoke run false',
      'gate run false',
    ]);
    expect(record().notes).toEqual(['There is no earlier run with the profile gate: nothing was compared.']);
    expect(
      casesOf(read('junit.xml')).filter(({ outcome }) => outcome === 'failure' || outcome === 'error'),
    ).toEqual([]);
    expect(read('summary.md')).toMatch(/^# Gate: (✅ PASS|⚠️ WARN)/);
    expect(out).toMatch(/^::notice title=Gate (PASS|WARN)::/m);
  });

  test('repeats once a part that fails on latency alone, reports both and fails with 99', async () => {
    await standin.control('PUT', '/faults/latency=700ms');
    const { code, out } = await gate();
    await standin.control('DELETE', '/faults');
    expect(out).toContain('smoke: FAIL, first try: repeated, does not count');
    expect(code).toBe(99);
    expect(partsOf(record())).toEqual([
      'probes probes false',
      'smoke run true',
      'smoke run false',
      'gate skipped false',
    ]);
    expect(out).toContain('smoke: FAIL, first try: repeated, does not count');
    const cases = casesOf(read('junit.xml'));
    expect(
      cases
        .filter(({ suite }) => suite.startsWith('smoke, first try'))
        .every(({ outcome }) => outcome !== 'failure'),
    ).toBe(true);
    expect(
      cases.find(({ name, suite }) => suite === 'smoke.slo' && name === 'api_latency_p95')?.outcome,
    ).toBe('failure');
  });

  test('does not repeat what fails by errors', async () => {
    await standin.control('PUT', '/faults/errors=50%25');
    const { code } = await gate('--probes', 'none');
    await standin.control('DELETE', '/faults');
    expect([99, 120]).toContain(code);
    expect(partsOf(record()).filter((part) => part.endsWith('false'))).toEqual([
      'smoke run false',
      'gate skipped false',
    ]);
    // What this machine spoiled is repeated; errors of the target are not.
    for (const part of record().parts)
      if (part.kind === 'run' && part.repeated) expect(part.record.verdict?.state).toBe('INVALID');
  });

  test('sends no load when the probes fail', async () => {
    await standin.control('PUT', '/faults/chain-down');
    const { code } = await gate();
    await standin.control('DELETE', '/faults');
    expect(code).toBe(99);
    expect(partsOf(record())).toEqual(['probes probes false', 'smoke skipped false', 'gate skipped false']);
  });

  test.each([
    [['--profiles', 'smoke,gat'], 255, 'no profile "gat"; did you mean "gate"?'],
    [['--probes', 'htp'], 255, 'no probe "htp"; did you mean "http"?'],
    [['./none.js'], 255, 'there is no script at'],
    [['--report', 'xml=x'], 255, '"xml=x" is no report'],
    [['--report', 'json=nowhere/x.json'], 255, 'nowhere/x.json cannot be written'],
    [['--report', 'json=.'], 255, 'it is a folder'],
    [['--baseline', 'nowhere'], 255, 'No run "nowhere"'],
  ])('refuses %j', async (flags, code, message) => {
    const ended = await gate(...flags);
    expect(ended.err).toContain(message);
    expect(ended.code).toBe(code);
  });

  test('run --report writes further reports', async () => {
    const flags = ['--report', 'junit=run.xml', '--report', 'html=run.html', '--report', 'markdown=run.md'];
    const args = ['run', 'smoke', '--target', standin.urls.api, '-d', '2s', '--quiet', ...flags];
    await harness(args, { cwd, env: standin.env });
    expect(casesOf(read('run.xml')).length).toBeGreaterThan(5);
    expect(read('run.html')).toContain('<!doctype html>');
    expect(read('run.md')).toMatch(/^## /);
    expect(existsSync(join(cwd, 'runs/last/report.html'))).toBe(true);
  });
});
