import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PROBES } from '../../probes/index.ts';
import { closedPort, factsOf, failureOf, figureOf, GARBAGE, http, look, tcp } from './looking.ts';

const TIME = JSON.stringify({ server_time: 1_790_000_000 });
const HEALTHY = JSON.stringify({ status: 'healthy' });

/** One look at a server that answers every path like this. */
async function lookAt(status: number, body: string | Buffer, headers: Record<string, string> = {}) {
  return look('http', { apiUrl: await http((_, response) => response.writeHead(status, headers).end(body)) });
}

describe('the http probe', () => {
  it('sees the phases of a request, and that a second look keeps the connection', async () => {
    let connections = 0;
    const server = await http((request, response) => {
      request.socket.setNoDelay();
      response.end(TIME);
    });
    const counted = await tcp((socket) => {
      connections++;
      const { port } = new URL(server);
      void import('node:net').then(({ connect }) =>
        socket.pipe(connect(Number(port), '127.0.0.1')).pipe(socket),
      );
    });
    const session = PROBES.http({ apiUrl: `http://${counted}` });
    const first = await session.sample(new AbortController().signal);
    const second = await session.sample(new AbortController().signal);
    await session.close();
    expect(figureOf(first, 'status')).toBe(200);
    expect(figureOf(first, 'connect.ms')).toBeGreaterThan(0);
    expect(figureOf(first, 'total.ms')).toBeGreaterThanOrEqual(figureOf(first, 'request.ms') as number);
    expect(figureOf(first, 'request.ms')).toBeGreaterThanOrEqual(figureOf(first, 'firstByte.ms') as number);
    expect(second.values.find(({ id }) => id === 'connect.ms')).toMatchObject({
      value: null,
      note: 'the connection was kept',
    });
    expect(connections).toBe(1);
  });

  it('takes /health where /system/time is missing', async () => {
    const apiUrl = await http((request, response) => {
      if (request.url === '/health') response.end(HEALTHY);
      else response.writeHead(404).end('{}');
    });
    expect(factsOf(await look('http', { apiUrl })).info['route']).toBe('/health');
  });

  it('keeps the path of the URL, and sends its user info and given headers as headers only', async () => {
    const seen: unknown[] = [];
    const url = await http((request, response) => {
      seen.push(request.url, request.headers['authorization'], request.headers['x-forwarded-for']);
      response.end(TIME);
    });
    const apiUrl = `${url.replace('//', '//me:s%zz3cret@')}/api/?x=1`;
    const result = await look('http', { apiUrl, headers: { 'x-forwarded-for': '10.0.0.7' } });
    factsOf(result);
    expect(JSON.stringify(result)).not.toContain('3cret');
    const basic = `Basic ${Buffer.from('me:s%zz3cret').toString('base64')}`;
    expect(seen).toEqual(['/api/system/time', basic, '10.0.0.7']);
  });

  it('reads a compressed body', async () => {
    factsOf(await lookAt(200, gzipSync(TIME), { 'content-encoding': 'gzip' }));
  });

  it('sends a GET again when the server closed the kept connection in that moment', async () => {
    let answered = 0;
    const address = await tcp((socket) => {
      socket.on('data', () => {
        if (++answered === 2) {
          socket.destroy();
          return;
        }
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${TIME.length}\r\n\r\n${TIME}`);
      });
    });
    const session = PROBES.http({ apiUrl: `http://${address}` });
    const signal = new AbortController().signal;
    await session.sample(signal);
    expect(figureOf(await session.sample(signal), 'status')).toBe(200);
    await session.close();
    expect(answered).toBe(3);
  });
});

describe('failures of the http probe', () => {
  it.each([
    [500, 'HTTP_500'],
    [404, 'HTTP_404'],
    [429, 'HTTP_429'],
    [503, 'HTTP_503'],
    [204, 'HTTP_204'],
  ])('status %i', async (status, code) => {
    const failure = failureOf(await lookAt(status, ''));
    expect(failure).toMatchObject({ stage: 'assert', code, message: expect.stringContaining(`${status}`) });
  });

  it('a redirect, whose token is not shown', async () => {
    const location = 'https://login.example/?next=%2F&token=Sesame99';
    const failure = failureOf(await lookAt(302, '', { location }), ['Sesame99']);
    expect(failure).toMatchObject({ stage: 'assert', code: 'HTTP_302' });
    expect(failure.message).toContain('a redirect to https://login.example/');
    expect(failure.hint).toContain('redirects');
  });

  it.each([
    '<html>sign in</html>',
    '[]',
    'null',
    '{"server_time":"1790000000"}',
    '{"server_time":0}',
    'x'.repeat(300_000),
  ])('a body without what it must hold: %.30s', async (body) => {
    expect(failureOf(await lookAt(200, body))).toMatchObject({ stage: 'assert', code: 'BODY' });
  });

  it('a closed port', async () => {
    const failure = failureOf(await look('http', { apiUrl: `http://${await closedPort()}` }));
    expect(failure).toMatchObject({ stage: 'connect', code: 'ECONNREFUSED' });
  });

  it('a name that does not resolve', async () => {
    const failure = failureOf(await look('http', { apiUrl: 'http://no-such-host.invalid' }));
    expect(failure.stage).toBe('resolve');
  });

  it('a server that accepts and never answers, at the deadline', async () => {
    const apiUrl = `http://${await tcp(() => {})}`;
    const failure = failureOf(await look('http', { apiUrl }, 200));
    expect(failure).toMatchObject({ stage: 'deadline', code: 'TIMEOUT' });
    expect(failure.message).toBe(`no answer while waiting for ${apiUrl.slice(7)} within 200 ms`);
  });

  it('a request that ran into the deadline, which holds up no later one', async () => {
    let requests = 0;
    const apiUrl = await http((_, response) => {
      if (++requests > 1) response.end(TIME);
    });
    const session = PROBES.http({ apiUrl });
    await expect(session.sample(AbortSignal.timeout(100))).rejects.toMatchObject({
      failure: { stage: 'deadline' },
    });
    const facts = await session.sample(AbortSignal.timeout(2000));
    await session.close();
    expect(figureOf(facts, 'status')).toBe(200);
  });

  it('a server that stops in the middle of its body, at the deadline', async () => {
    const apiUrl = await http((_, response) => {
      response.writeHead(200, { 'content-length': '90' });
      response.write('{');
    });
    expect(failureOf(await look('http', { apiUrl }, 200)).stage).toBe('deadline');
  });

  it.each(Object.entries(GARBAGE).filter(([name]) => name !== 'HTTP'))(
    'a server that answers %s',
    async (_, bytes) => {
      const apiUrl = `http://${await tcp((socket) => socket.on('data', () => socket.end(bytes)))}`;
      expect(failureOf(await look('http', { apiUrl }))).toMatchObject({
        stage: 'query',
        code: expect.stringMatching(/^HPE_/),
      });
    },
  );

  it('TLS spoken to a port without it, and the other way round', async () => {
    const plain = await http((_, response) => response.end(TIME));
    expect(failureOf(await look('http', { apiUrl: plain.replace('http:', 'https:') })).stage).toBe('tls');
  });

  it.each(['localhost:8000', 'ftp://localhost', 'http://', '', 'http://me:Hidden77@ho st/'])(
    'the URL "%s", which is not repeated',
    async (apiUrl) => {
      const failure = failureOf(await look('http', { apiUrl }), ['Hidden77']);
      expect(failure).toMatchObject({ stage: 'configure', code: 'INVALID_URL' });
      expect(failure.hint).toContain('R3MES_API_URL');
    },
  );
});
