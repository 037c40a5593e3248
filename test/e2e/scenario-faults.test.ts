import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { failingCode, linesNotOk, MACHINE } from '../helpers/harness.ts';
import type { StandinProcess } from '../helpers/standin-process.ts';
import { runScenario, startQuickStandin } from './scenario-run.ts';

let standin: StandinProcess;

beforeAll(async () => {
  standin = await startQuickStandin('--ws-push');
}, 60_000);
afterAll(() => standin.stop());
afterEach(() => standin.control('DELETE', '/faults'));

const PUSHED = { R3MES_WS_PUSH: '1', R3MES_LISTENERS: '10' };

/** A fault that is there from the first request on shows at once. */
const SHORT = { R3MES_DURATION: '2s' };

/** Connections end after the silent client was closed, so that this holds. */
const LONGER = { ...PUSHED, R3MES_DURATION: '5s' };

interface Case {
  scenario: string;
  fault: string;
  /** That must fail, and no others; what a busy machine spoils is left out. */
  lines: readonly string[];
  env?: Record<string, string>;
  flags?: readonly string[];
}

const CHECKS = 'checks: rate>0.99';
const CASES: readonly Case[] = [
  { scenario: 'chain', fault: 'chain-stuck', lines: [CHECKS, 'checks{kind:blocks}: rate>0.99'] },
  { scenario: 'chain', fault: 'lost-messages=20%', lines: ['chain_lost_events: count==0'] },
  { scenario: 'chain', fault: 'rpc-errors=20%', lines: [CHECKS, 'chain_errors: rate<0.01'] },
  { scenario: 'websocket', fault: 'ws-drop=2800ms', lines: ['ws_drops: rate<0.01'], env: LONGER },
  { scenario: 'websocket', fault: 'ws-1006=2800ms', lines: ['ws_drops: rate<0.01'], env: LONGER },
  { scenario: 'websocket', fault: 'lost-messages=20%', lines: ['ws_lost_messages: count==0'], env: PUSHED },
  { scenario: 'websocket', fault: 'stale-blocks', lines: [CHECKS, 'ws_push_faults: count==0'], env: PUSHED },
  { scenario: 'frontend', fault: 'no-asset-cache', lines: [CHECKS] },
  { scenario: 'api', fault: 'stale-blocks', lines: [CHECKS] },
  {
    scenario: 'api',
    fault: 'limiter-off',
    lines: ['checks{kind:limiter}: rate==1'],
    flags: ['--expect-rate-limit'],
  },
  {
    scenario: 'frontend',
    fault: 'limiter-off',
    lines: ['checks{kind:limiter}: rate==1'],
    flags: ['--expect-rate-limit'],
  },
  { scenario: 'api-write', fault: 'errors=20%', lines: [CHECKS, 'error_rate'] },
  { scenario: 'journeys', fault: 'errors=20%', lines: [CHECKS, 'error_rate'] },
  { scenario: 'mixed', fault: 'errors=20%', lines: [CHECKS, 'error_rate'] },
  { scenario: 'mixed', fault: 'no-asset-cache', lines: [CHECKS] },
];

describe('a scenario fails for the right line', () => {
  it.each(CASES)('$scenario under $fault: $lines', async ({ scenario, fault, lines, ...how }) => {
    await standin.control('PUT', `/faults/${fault.replace('%', '%25')}`);
    const env = { ...SHORT, ...how.env };
    const { code, record, out } = await runScenario(standin, scenario, { ...how, env });
    // The node is seen by its probe too.
    const broken = linesNotOk(record).filter((id) => !MACHINE.includes(id) && !id.startsWith('probe_'));
    // Its few checks may be 1 % of all, or not.
    const found = fault === 'limiter-off' ? broken.filter((id) => id !== CHECKS) : broken;
    expect(found.sort(), out).toEqual([...lines].sort());
    expect(code).toBe(failingCode(record));
  });

  it('frontend under slow-page: the time to a page', async () => {
    await standin.control('PUT', '/faults/slow-page=600ms');
    const { code, record } = await runScenario(standin, 'frontend', { env: { R3MES_RATE: '4' } });
    expect(linesNotOk(record)).toContain('page_latency: p(95)<500');
    expect(code).toBe(failingCode(record));
  });

  it('api under the edge’s limit: a class of its own, nothing proved', async () => {
    await standin.control('PUT', '/faults/edge-limit=1%2Fs');
    const { code, record } = await runScenario(standin, 'api', {
      env: { R3MES_CLIENTS: '1', R3MES_RATE: '40' },
    });
    const line = record.verdict?.lines.find(({ id }) => id === 'rate_limited_share');
    expect(line).toMatchObject({ level: 'NO-DATA', gates: true });
    expect(linesNotOk(record)).not.toContain('error_rate');
    expect([99, 120, 121]).toContain(code);
  });

  it('websocket under lock-up: no handshake is answered, and the canary’s silence ends the run early', async () => {
    await standin.control('PUT', '/faults/lock-up');
    const env = { R3MES_DURATION: '60s', R3MES_CANARY_RATE: '3', R3MES_LISTENERS: '10' };
    const { code, record } = await runScenario(standin, 'websocket', { env });
    const handshakes = record.checks.filter(({ name }) => name.endsWith('the handshake is answered'));
    expect(handshakes.every(({ passes, fails }) => passes === 0 && fails > 0)).toBe(true);
    expect(linesNotOk(record)).toEqual(expect.arrayContaining([CHECKS, 'canary_silence: count<3']));
    expect(record.end).not.toBe('finished');
    expect(code).toBe(failingCode(record));
  });
});
