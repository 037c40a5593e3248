import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { decompress } from 'fzstd';

/** A server for the tests of `k6/http`. */
export interface HttpTarget {
  base: string;
  close(): void;
}

type Route = (request: IncomingMessage, response: ServerResponse, url: URL, body: string) => void;

/** `aaaaa` as zstd: one segment of five bytes, one last block that repeats a byte. */
const FIVE = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 5, 0x2b, 0, 0, 0x61]);

const ROUTES: Readonly<Record<string, Route>> = {
  echo(request, response, url, body) {
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify({
        method: request.method,
        path: url.pathname,
        body,
        raw: request.rawHeaders,
        headers: request.headers,
      }),
    );
  },
  text: (_request, response, url) => response.end(url.searchParams.get('s') ?? ''),
  status(_request, response, url) {
    response.writeHead(Number(url.pathname.split('/')[2]));
    response.end('told');
  },
  cookies(request, response, url) {
    response.setHeader('Set-Cookie', url.searchParams.getAll('c'));
    response.end(request.headers.cookie ?? '');
  },
  to(_request, response, url) {
    response.writeHead(Number(url.searchParams.get('code') ?? 302), {
      Location: url.searchParams.get('url') ?? '',
    });
    response.end('moving');
  },
  reset: (request) => request.socket.resetAndDestroy(),
  hang: () => {},
  zstd: (_request, response) => response.writeHead(200, { 'Content-Encoding': 'zstd' }).end(FIVE),
};

/** Opens the server on a port of its own. */
export async function openHttpTarget(): Promise<HttpTarget> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://target');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const route = ROUTES[url.pathname.split('/')[1] ?? ''];
    const bytes = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'zstd' ? Buffer.from(decompress(bytes)) : bytes;
    if (route === undefined) response.writeHead(404).end();
    else route(request, response, url, body.toString('utf8'));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A TCP server that sends one text on each connection's first bytes, then closes. */
export async function openRawTarget(answer: string): Promise<HttpTarget> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(answer));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
}
