import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trendsOf } from '../../reports/trend/trend.ts';
import { influxAddress } from '../../src/influx/influx-address.ts';
import { InfluxConnection } from '../../src/influx/influx-connection.ts';
import { InfluxFeed } from '../../src/influx/influx-feed.ts';
import { influxHistory } from '../../src/influx/influx-history.ts';
import { safeTags } from '../../src/influx/influx-points.ts';
import { folder, harness, lastRun } from '../helpers/harness.ts';
import * as runs from '../helpers/runs.ts';
import { Influxd, missing, newPoints } from './influxd.ts';

describe.skipIf(missing)('a real InfluxDB', () => {
  const influxd = new Influxd();
  let connection: InfluxConnection;
  const sumOf = async (run: string, field = 'requests') => {
    const [row] = await connection.query(
      `SELECT sum("${field}") AS n FROM r3mes_interval WHERE "run" = '${run}'`,
    );
    return row?.['n'];
  };
  beforeAll(async () => {
    await influxd.prepare();
    await influxd.start();
    connection = new InfluxConnection(influxAddress(influxd.url));
    await connection.open();
  });
  afterAll(() => influxd.stop());

  test('says its version', () => {
    expect(connection.version).toMatch(/^1\.\d/);
  });

  test('gets every second and the verdict of a run while it goes on; the totals are those of the record', async () => {
    const cwd = folder();
    const server = createServer((_, response) => response.end('ok'));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    writeFileSync(
      join(cwd, 's.js'),
      `import http from 'k6/http';\nexport default function () { http.get('${url}', { tags: { name: 'C:\\\\' } }); }\n`,
    );
    const { err } = await harness(
      ['run', 's.js', '-u', '2', '-i', '300', '--quiet', '--influxdb', influxd.url],
      { cwd },
    );
    server.close();
    expect(err.match(/InfluxDB/g)).toHaveLength(1);
    expect(err).toContain(`seconds go to InfluxDB ${connection.version} at ${influxd.url}`);
    const { record, intervals } = lastRun(cwd);
    expect(await sumOf(record.id)).toBe(300);
    expect(await sumOf(record.id, 'iterations')).toBe(record.iterations.completed);
    const [count] = await connection.query(
      `SELECT count("requests") AS n FROM r3mes_interval WHERE "run" = '${record.id}'`,
    );
    expect(count?.['n']).toBe(intervals.length);
    const lines = await connection.query(`SELECT * FROM r3mes_line WHERE "run" = '${record.id}'`);
    expect(lines).toHaveLength(record.verdict?.lines.length ?? -1);
  });

  test('loses nothing while it is away: what it missed is sent, in order, once it answers again', async () => {
    const { intervals, record } = runs.hourRun();
    const own = intervals.slice(0, 400);
    const onDisk: typeof own = [];
    const said: string[] = [];
    const feed = new InfluxFeed({
      connection: new InfluxConnection(influxAddress(influxd.url)),
      points: newPoints('away'),
      seconds: (from, count) => onDisk.slice(from, from + count),
      opened: () => {},
      say: (message) => said.push(message),
    });
    const add = (from: number, to: number) => {
      for (const interval of own.slice(from, to)) {
        onDisk.push(interval);
        feed.second(interval);
      }
    };
    add(0, 30);
    await expect
      .poll(() => sumOf('away'), { timeout: 10_000 })
      .toBe(own.slice(0, 30).reduce((sum, each) => sum + each.requests, 0));
    await influxd.stop();
    // More than is held in memory.
    add(30, 390);
    await expect.poll(() => said.length, { timeout: 10_000 }).toBe(1);
    await influxd.start();
    add(390, 400);
    expect(await feed.end(record)).toBe(0);
    expect(await sumOf('away')).toBe(own.reduce((sum, each) => sum + each.requests, 0));
    expect(said.join('\n')).toMatch(/kept on disk and sent later[\s\S]*answers again/);
  });

  test('reads any tag as it was meant', async () => {
    const anyText = fc.oneof(
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
        .map((codes) => String.fromCharCode(...codes)),
      fc.constantFrom(
        'C:\\',
        'a,b=c d',
        '"',
        "'",
        '\\,',
        '=',
        '\n',
        '#',
        'é🚀',
        '\ud800',
        ' ',
        'x\\\\',
        '/*',
        '$',
        '\u0000',
      ),
    );
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 20, maxLength: 20 }), async (texts) => {
        const measurement = `m${n++}`;
        const tagged = texts.map((text) => safeTags({ name: text }));
        const points = tagged.map((tags, index) => ({
          measurement,
          tags,
          fields: { value: index },
          timestamp: new Date(1e12 + index),
        }));
        await connection.write(points);
        const rows = await connection.query(`SELECT * FROM ${measurement}`);
        expect(rows.map((row) => [row['value'], row['name'] ?? null])).toEqual(
          tagged.map(({ name }, index) => [index, name ?? null]),
        );
      }),
      { numRuns: 25 },
    );
  });

  test('has no field that changes its type, and no NaN', async () => {
    for (const value of [1, 1.5, 2]) {
      const [point] = newPoints('types').ofInterval({
        ...runs.passingRun().intervals[0]!,
        requests: value,
        vus: Number.NaN,
      });
      expect(point?.fields).not.toHaveProperty('vus');
      await connection.write([point!]);
    }
  });

  test('gives the runs back: the list and the trend are those of the folder', async () => {
    const cwd = folder();
    const [passing, failing] = [runs.passingRun(), runs.failingRun()];
    for (const [index, { record }] of [passing, failing].entries()) {
      const points = newPoints(`20261125-10000${index}-api`);
      await connection.write(points.ofVerdict(record));
      // Sent again: nothing is doubled.
      await connection.write(points.ofVerdict(record));
    }
    const listed = await harness(['history', '--influxdb', influxd.url, '--json'], { cwd });
    const rows = (JSON.parse(listed.out) as { id: string; state: string; exitCode: number }[]).filter(
      ({ id }) => id.startsWith('20261125-10000'),
    );
    expect(rows.map(({ id, state, exitCode }) => [id, state, exitCode]).toSorted()).toEqual([
      ['20261125-100000-api', passing.record.verdict?.state, passing.record.exitCode],
      ['20261125-100001-api', failing.record.verdict?.state, failing.record.exitCode],
    ]);
    expect(listed.err).toContain(`in InfluxDB ${connection.version} at ${influxd.url}`);
    const known = (await influxHistory(connection)).filter(({ id }) => id.startsWith('20261125-10000'));
    const onDisk = [passing.record, failing.record].map((record) => ({
      ...record,
      target: known[0]?.target ?? null,
    }));
    expect(trendsOf(known)).toEqual(trendsOf(onDisk));
    const table = await harness(['history', '--influxdb', influxd.url, '--trend'], { cwd });
    expect(table.out).toContain('API response time, p95');
  });

  test.each([
    [['--influxdb', 'http://127.0.0.1:1/r3mes'], 104, 'it does not answer'],
    [['--influxdb', 'nonsense'], 104, 'cannot be used'],
    [['--influxdb', 'http://u:hunter2@127.0.0.1:1/r3mes', '--keep', '3'], 255, '--keep removes runs on disk'],
  ])('history %j ends with %d and one line', async (flags, code, message) => {
    const { err, code: exitCode } = await harness(['history', ...flags], { cwd: folder() });
    expect(exitCode).toBe(code);
    expect(err).toContain(message);
    expect(err).not.toContain('hunter2');
    expect(err.trim().split('\n').length).toBeLessThan(3);
  });

  test('answers every query of the dashboard', async () => {
    const { intervals, record } = runs.failingRun();
    const points = newPoints('board');
    await connection.write([
      ...intervals.flatMap((each) => points.ofInterval(each)),
      ...points.ofVerdict(record),
    ]);
    const board = JSON.parse(readFileSync('reports/grafana/r3mes-influxdb.json', 'utf8')) as {
      panels: { title: string; targets: { query: string }[] }[];
    };
    const queries = board.panels.flatMap(({ title, targets }) =>
      targets.map(({ query }) => [title, query] as const),
    );
    expect(queries.length).toBeGreaterThan(15);
    for (const [title, query] of queries) {
      const filled = query
        .replaceAll('$timeFilter', "time >= '2026-11-25T08:00:00Z' AND time < '2026-11-25T10:10:00Z'")
        .replaceAll('$__interval', '10s')
        .replaceAll('/^$run$/', '/^board$/');
      expect(await connection.query(filled), `${title}: ${query}`).not.toEqual([]);
    }
  });
});
