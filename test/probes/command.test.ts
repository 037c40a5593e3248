import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProbePass } from '../../src/store/record/probe-pass.ts';
import { type Ended, harness } from '../helpers/harness.ts';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';
import { closedPort, factsOf } from './looking.ts';

const UNSET = { R3MES_API_URL: '', R3MES_RPC_URL: '', R3MES_LCD_URL: '', REDIS_URL: '' };
let standin: StandinProcess;

beforeAll(async () => {
  standin = await startStandinProcess();
});
afterAll(() => standin.stop());

const probe = (args: readonly string[], env: Record<string, string> = standin.env): Promise<Ended> =>
  harness(['probe', ...args], { env: { ...UNSET, NO_COLOR: '1', ...env } });
const passOf = ({ out }: Ended): ProbePass => JSON.parse(out) as ProbePass;

describe('harness probe', () => {
  it('grades every part of a healthy stand-in in one pass', async () => {
    const ended = await probe(['--json', '--timeout', '20s']);
    const pass = passOf(ended);
    const declared = ['chain', 'frontend', 'http', 'postgres', 'redis', 'websocket'];
    const probes = declared.filter((name) => name !== 'redis' || standin.urls.redis !== null);
    expect(pass.results.map((result) => result.probe).sort()).toEqual(probes);
    for (const result of pass.results) factsOf(result);
    const levels = Object.fromEntries(pass.lines.map(({ id, level }) => [id, level]));
    // A busy machine may be slow to answer, and is then told so.
    const good = expect.stringMatching(/^(OK|WARN)$/);
    for (const name of probes) expect([name, levels[`probe_${name}`]]).toEqual([name, good]);
    expect(levels).toMatchObject({ chain_block_age: 'OK', db_connections: 'OK', db_query_avg: good });
    expect(pass).toMatchObject({ version: 1, failOn: 'critical', exitCode: 0 });
    expect(pass.state).toMatch(/^(PASS|WARN)$/);
    expect(ended.code).toBe(0);
    expect(ended.out + ended.err).not.toContain('r3mes:standin');
  });

  it('says PASS and a line a part to people', async () => {
    const { code, out } = await probe(['--timeout', '20s']);
    expect(code).toBe(0);
    expect(out).toMatch(/^(PASS|WARN)\n/);
    for (const part of ['http', 'chain', 'postgres']) expect(out.toLowerCase()).toContain(part);
  });

  it('looks at the named parts only', async () => {
    const pass = passOf(await probe(['chain', 'http', '--json']));
    expect(pass.results.map((result) => result.probe)).toEqual(['chain', 'http']);
  });

  it('fails with 99 and one line with code and hint for a closed port', async () => {
    const address = await closedPort();
    const env = { DATABASE_URL: `postgresql://me:Sesame99@${address}/r3mes` };
    const { code, out, err } = await probe(['postgres'], { ...standin.env, ...env });
    expect(code).toBe(99);
    expect(out).toMatch(/^FAIL\n/);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toContain('ECONNREFUSED');
    expect(text).toContain('connect');
    expect(text).toContain('nothing listens there');
    expect(out + err).not.toMatch(/Sesame99|node_modules|\bat \S+ \(/);
    const pass = passOf(await probe(['postgres', '--json'], { ...standin.env, ...env }));
    expect(pass).toMatchObject({
      state: 'FAIL',
      exitCode: 99,
      results: [{ ok: false, failure: { stage: 'connect', code: 'ECONNREFUSED' } }],
    });
    expect(JSON.stringify(pass)).not.toContain('Sesame99');
  });

  it('keeps the other parts’ results when one fails', async () => {
    const ended = await probe(['--json', '--timeout', '20s'], {
      ...standin.env,
      R3MES_RPC_URL: `http://${await closedPort()}`,
    });
    const { results } = passOf(ended);
    expect(ended.code).toBe(99);
    expect(results.filter(({ ok }) => !ok).map((result) => result.probe)).toEqual(['chain']);
  });

  it('never shows a password that breaks its DSN', async () => {
    for (const flag of [[], ['--json']]) {
      const { code, out, err } = await probe(['postgres', ...flag], {
        DATABASE_URL: 'postgresql://me:p@ss/w#rd@127.0.0.1/r3mes',
      });
      expect(code).toBe(99);
      expect(out + err).not.toMatch(/p@ss|w#rd|ss\/w/);
      expect(out).toContain('DATABASE_URL');
    }
  });

  it('refuses an unknown probe and a wrong timeout with 255, and nothing to look at with a hint', async () => {
    const unknown = await probe(['postgress']);
    expect([unknown.code, unknown.out]).toEqual([255, '']);
    expect(unknown.err).toContain('postgres');
    expect((await probe(['--timeout', 'soon'])).code).toBe(255);
  });
});
