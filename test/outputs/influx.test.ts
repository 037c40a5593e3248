import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkOutput } from '../../src/outputs/index.ts';
import { pointOf } from '../../src/outputs/influx.ts';
import { influxSettings } from '../../src/outputs/influx-settings.ts';
import { folder, harness } from '../helpers/harness.ts';
import { freePort } from '../helpers/listen.ts';

const INFLUXD = '/usr/bin/influxd';
const isHere = existsSync(INFLUXD);
if (!isHere)
  console.log(`test/outputs/influx.test.ts: no writes to a real server, since ${INFLUXD} is not installed`);

describe('settings of InfluxDB', () => {
  it('come from the URL, then the environment, then the configuration file', () => {
    const env = {
      K6_INFLUXDB_DB: 'of-env',
      K6_INFLUXDB_USERNAME: 'u',
      K6_INFLUXDB_PASSWORD: 'p',
      K6_INFLUXDB_PRECISION: 'ms',
    };
    const file = { db: 'of-file', concurrentWrites: 9, retention: 'week' };
    expect(influxSettings('', {})).toMatchObject({
      protocol: 'http',
      host: 'localhost',
      port: 8086,
      database: 'k6',
      username: '',
      precision: 'n',
      pushIntervalMs: 1000,
      concurrentWrites: 4,
    });
    expect(influxSettings('', env, file)).toMatchObject({
      database: 'of-env',
      username: 'u',
      password: 'p',
      precision: 'ms',
      concurrentWrites: 9,
      retention: 'week',
    });
    expect(
      influxSettings(
        'https://a:b%40c@h:1/pre/fix/db?precision=s&insecure=true&pushInterval=500ms&tagsAsFields=url',
        env,
      ),
    ).toMatchObject({
      ...{
        protocol: 'https',
        host: 'h',
        port: 1,
        path: '/pre/fix',
        database: 'db',
        username: 'a',
        password: 'b@c',
      },
      ...{ precision: 's', verifyCertificate: false, pushIntervalMs: 500, tagsAsFields: ['url'] },
    });
    expect(influxSettings('http://h', env)).toMatchObject({ database: 'of-env', port: 8086 });
  });

  it.each([
    ['http://h/db?precison=s', 'did you mean "precision"'],
    ['http://h/db?precision=x', 'precision cannot be "x"'],
    ['http://h/db?concurrentWrites=0', 'concurrentWrites cannot be "0"'],
    ['http://h/db?pushInterval=soon', 'pushInterval cannot be "soon"'],
    ['udp://h:8089', 'over UDP'],
    ['h:8086/db', 'no URL'],
  ])('%s is refused', (url, message) => {
    expect(() => influxSettings(url, {})).toThrow(message);
  });

  it('make a point of a sample: no empty tags, url a field, microseconds kept', () => {
    const tags = { group: '', method: 'GET', url: 'http://h/?a=1,2', name: 'a b' };
    const sample = {
      metric: 'http_reqs',
      timeMs: 1_700_000_000_000.25,
      value: 1,
      tags,
      metadata: { vu: '3', trace: 't' },
    };
    expect(pointOf(sample, influxSettings('', {}))).toEqual({
      measurement: 'http_reqs',
      tags: { method: 'GET', name: 'a b' },
      fields: { value: 1, url: 'http://h/?a=1,2', vu: 3 },
      timestamp: '1700000000000250000',
    });
  });

  it.each([
    ['influxd=http://h', 'did you mean "influxdb"'],
    ['cloud', 'no output "cloud"'],
    ['experimental-prometheus-rw', 'no output'],
    ['kafka=x', 'no output "kafka"'],
  ])('--out %s is refused with the remedy', (given, message) => {
    expect(() => checkOutput(given)).toThrow(message);
  });
});

describe.skipIf(!isHere)('--out influxdb, on a real server', () => {
  const dir = folder();
  let influxd: ChildProcess;
  let url = '';

  beforeAll(async () => {
    const [port, rpcPort] = await Promise.all([freePort(), freePort()]);
    mkdirSync(join(dir, 'influx'));
    writeFileSync(
      join(dir, 'influxdb.conf'),
      `bind-address = "127.0.0.1:${rpcPort}"\nreporting-disabled = true
[meta]\n  dir = "${dir}/influx/meta"\n[data]\n  dir = "${dir}/influx/data"\n  wal-dir = "${dir}/influx/wal"
[monitor]\n  store-enabled = false\n[http]\n  bind-address = "127.0.0.1:${port}"\n  log-enabled = false\n`,
    );
    influxd = spawn(INFLUXD, ['-config', join(dir, 'influxdb.conf')], { stdio: 'ignore' });
    url = `http://127.0.0.1:${port}`;
    for (let answer = 0; answer !== 204; ) {
      await new Promise((tried) => setTimeout(tried, 50));
      answer = await fetch(`${url}/ping`).then(
        ({ status }) => status,
        () => 0,
      );
    }
    const script = `import { check } from 'k6'; import { Trend } from 'k6/metrics';
      const lag = new Trend('lag_ms', true);
      export const options = { vus: 2, iterations: 20, tags: { build: '4 2,=' } };
      export default function () { lag.add(1.5, { url: 'http://h/a b' }); check(1, { 'naïve "✓"': () => true }); }`;
    writeFileSync(join(dir, 'script.js'), script);
  });
  afterAll(() => influxd?.kill());

  async function asked(query: string): Promise<unknown[][]> {
    const answer = await fetch(`${url}/query?db=load&q=${encodeURIComponent(query)}`);
    const { results } = (await answer.json()) as { results: { series?: { values: unknown[][] }[] }[] };
    return results[0]?.series?.[0]?.values ?? [];
  }

  it('writes every sample with its tags, in a database that it makes', async () => {
    const { code, err } = await harness(
      ['run', '--no-gate', '-q', '--out', `influxdb=${url}/load`, 'script.js'],
      { cwd: dir },
    );
    expect([code, err]).toEqual([0, '']);
    expect((await asked('select count(value) from iterations'))[0]?.[1]).toBe(20);
    expect(
      (
        await asked(
          `select count(value), sum(value) from lag_ms where build = '4 2,=' and scenario = 'default'`,
        )
      )[0]?.slice(1),
    ).toEqual([20, 30]);
    expect((await asked('select url, value from lag_ms limit 1'))[0]?.slice(1)).toEqual([
      'http://h/a b',
      1.5,
    ]);
    expect((await asked(`show tag values from checks with key = "check"`)).flat()).toContain('naïve "✓"');
  });

  it('tells how much was lost when nothing listens, without the password, and lets the run be', async () => {
    const env = {
      K6_INFLUXDB_ADDR: `http://127.0.0.1:${await freePort()}`,
      K6_INFLUXDB_USERNAME: 'ops',
      K6_INFLUXDB_PASSWORD: 'hunter2',
    };
    const { code, err } = await harness(['run', '--no-gate', '-q', '--out', 'influxdb', 'script.js'], {
      cwd: dir,
      env,
    });
    expect(code).toBe(0);
    expect(err).toMatch(/InfluxDB at 127\.0\.0\.1:\d+ did not take points/);
    expect(err).toMatch(/did not take \d{2,} points/);
    expect(err).not.toContain('hunter2');
  });
});
