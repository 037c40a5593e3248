import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Exchange } from '../../src/engine/embedded/http/exchange.ts';
import type { WireRequest } from '../../src/engine/embedded/http/wire.ts';
import { runScript, type ScriptRun } from './script-run.ts';

/** What a server says of one request, in pieces that are sent one by one; `end` closes the connection after them. */
interface Told {
  pieces: readonly string[];
  end?: true;
}

const told = (...pieces: string[]): Told => ({ pieces });
const ended = (...pieces: string[]): Told => ({ pieces, end: true });
const OK = 'HTTP/1.1 200 OK\r\n';

const ANSWERS: Readonly<Record<string, Told>> = {
  length: told(`${OK}Content-Length: 5\r\n\r\nwhole`),
  'byte by byte': told(...[...`${OK}Content-Length: 5\r\n\r\nsmall`]),
  chunked: told(
    `${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n`,
  ),
  'chunked byte by byte': told(
    ...[...`${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n`],
  ),
  'to the end': ended(`${OK}\r\n`, 'all ', 'of it'),
  'bare line feeds': told('HTTP/1.1 200 OK\nContent-Length: 2\n\nlf'),
  'mixed line ends': told('HTTP/1.1 200 OK\nContent-Length: 9\n\r\nmi\r\n\r\nxed'),
  'no blank': told(`${OK}X-Name: \t voilà \r\nContent-Length: 0\r\n\r\n`),
  folded: told(`${OK}X-Long: one\r\n  two\r\nContent-Length: 0\r\n\r\n`),
  interim: told('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n', `${OK}Content-Length: 4\r\n\r\nlate`),
  'no content': told('HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n'),
  'old protocol': ended('HTTP/1.0 200 OK\r\n\r\nold'),
  'no reason': told('HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok'),
  'same length twice': told(`${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\nok`),
  nothing: ended(''),
  'half a head': ended(`${OK}Content-Le`),
  'half a body': ended(`${OK}Content-Length: 10\r\n\r\nhalf`),
  'half a chunk': ended(`${OK}Transfer-Encoding: chunked\r\n\r\n9\r\nhalf`),
  'no response': told('hello there\r\n\r\n'),
  'no status': told('HTTP/1.1 x\r\n\r\n'),
  'no version': told('HTTP/one 200 OK\r\n\r\n'),
  'no header': told(`${OK}nonsense\r\n\r\n`),
  'wrong length': told(`${OK}Content-Length: -1\r\n\r\n`),
  'two lengths': told(`${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`),
  'wrong coding': told(`${OK}Transfer-Encoding: gzip\r\n\r\n`),
  'wrong chunk': told(`${OK}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`),
  'long chunk': told(`${OK}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n`),
};

async function openServer(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.setNoDelay(true);
    socket.on('data', async (bytes) => {
      const name = decodeURIComponent(String(bytes).split(' ')[1]?.slice(1) ?? '');
      const { pieces, end } = ANSWERS[name] as Told;
      for (const piece of pieces) {
        if (piece !== '') socket.write(piece);
        await new Promise((turn) => setTimeout(turn, 1));
      }
      if (end === true) socket.end();
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

const BROKEN = 'net/http: HTTP/1.x transport connection broken: ';
const EXPECTED: readonly unknown[] = [
  ['length', 200, 'whole', 'HTTP/1.1'],
  ['byte by byte', 200, 'small', 'HTTP/1.1'],
  ['chunked', 200, 'abcdefg', 'HTTP/1.1'],
  ['chunked byte by byte', 200, 'abc', 'HTTP/1.1'],
  ['to the end', 200, 'all of it', 'HTTP/1.1'],
  ['bare line feeds', 200, 'lf', 'HTTP/1.1'],
  ['mixed line ends', 200, 'mi\r\n\r\nxed', 'HTTP/1.1'],
  ['no blank', 200, '', 'HTTP/1.1'],
  ['folded', 200, '', 'HTTP/1.1'],
  ['interim', 200, 'late', 'HTTP/1.1'],
  ['no content', 204, null, 'HTTP/1.1'],
  ['old protocol', 200, 'old', 'HTTP/1.0'],
  ['no reason', 200, 'ok', 'HTTP/1.1'],
  ['same length twice', 200, 'ok', 'HTTP/1.1'],
  ['nothing', 'EOF'],
  ['half a head', 'unexpected EOF'],
  ['half a body', 'unexpected EOF'],
  ['half a chunk', 'unexpected EOF'],
  ['no response', 'malformed HTTP status code "there"'],
  ['no status', 'malformed HTTP status code "x"'],
  ['no version', 'malformed HTTP version "HTTP/one"'],
  ['no header', 'malformed MIME header line: nonsense'],
  ['wrong length', 'bad Content-Length "-1"'],
  ['two lengths', 'http: message cannot contain multiple Content-Length headers; got ["1" "2"]'],
  ['wrong coding', 'unsupported transfer encoding: "gzip"'],
  ['wrong chunk', 'invalid byte in chunk length'],
  ['long chunk', 'malformed chunked encoding'],
];

describe('what servers say', () => {
  let server: Server;
  let run: ScriptRun;
  beforeAll(async () => {
    server = await openServer();
    const { port } = server.address() as AddressInfo;
    run = await runScript(
      `import http from 'k6/http';
       const names = ${JSON.stringify(Object.keys(ANSWERS))};
       export default function () {
         for (const name of names) {
           const r = http.get('${`http://127.0.0.1:${port}/`}' + encodeURIComponent(name));
           out(r.error ? [name, r.error] : [name, r.status, r.body, r.proto]);
           if (name === 'folded') out(r.headers['X-Long']);
           if (name === 'no blank') out(r.headers['X-Name']);
         }
         const first = http.get('${`http://127.0.0.1:${port}/length`}');
         const keys = Object.keys(first);
         first.headers['Content-Length'] = 'changed';
         first.request.headers['User-Agent'].push('changed');
         const second = JSON.parse(JSON.stringify(http.get('${`http://127.0.0.1:${port}/length`}')));
         out({ copies: [second.headers, second.request.headers['User-Agent'].length], keys, told: Object.keys(second) });
       }`,
    );
  });
  afterAll(() => void server.close());

  test('is read as Go reads it, however it comes in', () => {
    const outputs = run.outputs.filter((output) => Array.isArray(output));
    expect(outputs).toEqual(EXPECTED);
    expect(run.outputs).toContain('one two');
    // The last byte of its à is a blank to `trim`.
    expect(run.outputs).toContain('voilà');
  });

  test('is a copy for each response, with k6’s own keys', () => {
    const methods = ['json', 'html', 'submitForm', 'clickLink'];
    const fields = [
      ...['status', 'status_text', 'proto', 'url', 'headers', 'cookies', 'body', 'timings', 'remote_ip'],
      ...['remote_port', 'error', 'error_code', 'tls_version', 'tls_cipher_suite', 'ocsp', 'request'],
    ];
    expect(run.outputs.at(-1)).toEqual({
      copies: [{ 'Content-Length': '5' }, 1],
      keys: [...fields, ...methods],
      told: fields,
    });
  });

  test('that is no HTTP is told in the log in Go’s words', () => {
    const line = run.logs.find((log) => log.includes('malformed MIME header line'));
    expect(line).toContain(`${BROKEN}malformed MIME header line: nonsense`);
  });

  test('counts on the wire, byte by byte', () => {
    const received = run.samples.filter(({ metric }) => metric === 'data_received');
    const { length } = ANSWERS;
    const bytes = [...Object.values(ANSWERS), length as Told, length as Told]
      .flatMap(({ pieces }) => pieces)
      .reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
    expect(received.map(({ value }) => value)).toEqual([bytes]);
  });
});

describe('connections', () => {
  test('that were closed or spoke out of turn carry no further request, of any method', async () => {
    let opened = 0;
    const server = createServer((socket) => {
      opened++;
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        const more = String(bytes).includes('/chatty') ? 'more than asked for' : '';
        socket.write(`${OK}Content-Length: 2\r\n\r\nok${more}`);
        if (String(bytes).includes('/closing')) setTimeout(() => socket.end(), 5);
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const run = await runScript(
      `import http from 'k6/http';
       const B = 'http://127.0.0.1:${port}';
       function hold(ms) { const until = Date.now() + ms; while (Date.now() < until); }
       export default function () {
         out([http.get(B + '/').body, http.get(B + '/').body]);
         out([http.get(B + '/chatty').body, http.get(B + '/').body]);
         const posted = [];
         for (let i = 0; i < 5; i++) { posted.push(http.post(B + '/closing', 'x').status); hold(60); }
         out(posted);
       }`,
    );
    server.close();
    expect(run.outputs).toEqual([
      ['ok', 'ok'],
      ['ok', 'ok'],
      [200, 200, 200, 200, 200],
    ]);
    expect(opened).toBe(6);
  });
});

test('a head that does not end is given up at 10 MB', async () => {
  const head = `${OK}${`X: ${'a'.repeat(1 << 20)}\r\n`.repeat(12)}`;
  const server = createServer((socket) => {
    socket.on('error', () => {}).once('data', () => socket.write(head));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const run = await runScript(
    `import http from 'k6/http'; export default function () { out(http.get('http://127.0.0.1:${port}/').error); }`,
  );
  server.close();
  expect(run.outputs).toEqual(['net/http: server response headers exceeded 10485760 bytes; aborted']);
});

test('a body that no text holds is refused before it is whole', () => {
  const ended: Exchange[] = [];
  const request = { asText: true, discardBody: false } as WireRequest;
  const owner = { finished: (exchange: Exchange) => void ended.push(exchange), again() {} };
  const exchange = new Exchange(request, () => {}, owner);
  const most = new Uint8Array(300_000_000);
  exchange.onData(most);
  expect(ended).toEqual([]);
  for (const part of [most, most]) exchange.onData(part);
  expect(ended).toEqual([exchange]);
  expect([exchange.failure?.code, exchange.body]).toEqual([1000, null]);
  expect(exchange.failure?.text).toContain('use responseType "binary" or "none"');
});
