import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { influxAddress } from '../../src/influx/influx-address.ts';
import { InfluxConnection } from '../../src/influx/influx-connection.ts';
import { influxHistory } from '../../src/influx/influx-history.ts';
import { listen } from '../helpers/listen.ts';
import * as runs from '../helpers/runs.ts';
import { newPoints } from './influxd.ts';

describe('InfluxDB', () => {
  test('folds routes over fifty and says how many', () => {
    const points = newPoints();
    const [interval] = runs.passingRun().intervals;
    const routes = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [`/r${n}`, { requests: 1, errors: 0, p95: n }]),
    );
    const made = points
      .ofInterval({ ...interval!, routes })
      .filter(({ measurement }) => measurement === 'r3mes_route');
    expect(made).toHaveLength(51);
    expect(made.reduce((sum, { fields }) => sum + (fields['requests'] ?? 0), 0)).toBe(200);
    expect(points.folded.size).toBe(150);
  });

  test.each(['127.0.0.1:8086', 'http://h', 'http://h/a/b', 'ftp://h/db', 'http://u:secret word@ h/db'])(
    'refuses the address %j without showing it',
    (address) => {
      expect(() => influxAddress(address)).toThrow(/the address of InfluxDB cannot be used/);
      try {
        influxAddress(address);
      } catch (error) {
        expect((error as Error).message).not.toContain('secret');
      }
    },
  );

  test('writes to version 2 through its 1.x API, with the password as a token, and says so', async () => {
    const asked: { method: string; path: string; authorization: string; body: string }[] = [];
    const server = createServer(async (request, response) => {
      const path = request.url ?? '';
      const authorization = request.headers.authorization ?? '';
      let body = '';
      for await (const chunk of request) body += String(chunk);
      asked.push({ method: request.method ?? '', path, authorization, body });
      response.setHeader('X-Influxdb-Version', 'v2.7.1').setHeader('X-Influxdb-Build', 'OSS');
      const known = authorization === 'Token to:ken=' || path.startsWith('/ping');
      response.statusCode = known ? (path.startsWith('/query') ? 200 : 204) : 401;
      if (!known) response.end('{"code":"unauthorized","message":"unauthorized access"}');
      else if (path.startsWith('/query')) response.end('{"results":[{"statement_id":0}]}');
      else response.end();
    });
    const port = await listen(server);
    const connection = new InfluxConnection(influxAddress(`http://any:to%3Aken%3D@127.0.0.1:${port}/r3mes`));
    await connection.open();
    await connection.write([{ measurement: 'm', tags: {}, fields: { v: 1 }, timestamp: new Date(5) }]);
    expect(await influxHistory(connection)).toEqual([]);
    server.close();
    expect(connection.isCompatibility).toBe(true);
    expect(connection.detected).toMatch(/^InfluxDB v2\.7\.1 at .*, through its 1\.x API/);
    expect(connection.detected).not.toContain('ken');
    const write = asked.find(({ path }) => path.startsWith('/write'));
    expect(write).toMatchObject({ method: 'POST', authorization: 'Token to:ken=', body: 'm v=1 5' });
    expect(new URLSearchParams(write?.path.split('?')[1]).get('db')).toBe('r3mes');
    // No database is made where there are buckets.
    expect(asked.filter(({ path, body }) => /CREATE/i.test(decodeURIComponent(path + body)))).toEqual([]);
  });

  test('names the version and the remedy when a server of version 2 refuses', async () => {
    const server = createServer((request, response) => {
      response.setHeader('X-Influxdb-Version', 'v2.7.1');
      response.statusCode = request.url === '/ping' ? 204 : 401;
      response.end(
        request.url === '/ping' ? undefined : '{"code":"unauthorized","message":"unauthorized access"}',
      );
    });
    const port = await listen(server);
    const connection = new InfluxConnection(influxAddress(`http://me:hunter2@127.0.0.1:${port}/r3mes`));
    await connection.open();
    const error = await connection
      .write([{ measurement: 'm', tags: {}, fields: { v: 1 }, timestamp: new Date(0) }])
      .catch((thrown: unknown) => connection.explain(thrown));
    server.close();
    expect(String((error as Error).message)).toMatch(/v2\.7\.1.*unauthorized/);
    expect(JSON.stringify(error)).not.toContain('hunter2');
    expect(error).toMatchObject({ code: 'ERR_INFLUX_REFUSED', hint: expect.stringContaining('token') });
  });
});
