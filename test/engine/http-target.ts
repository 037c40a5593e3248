import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

/** A server for the tests of `k6/http`. */
export interface HttpTarget {
  base: string;
  close(): void;
}

type Route = (request: IncomingMessage, response: ServerResponse, url: URL, body: string) => void;

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
};

/** Opens the server on a port of its own. */
export async function openHttpTarget(): Promise<HttpTarget> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://target');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const route = ROUTES[url.pathname.split('/')[1] ?? ''];
    if (route === undefined) response.writeHead(404).end();
    else route(request, response, url, Buffer.concat(chunks).toString('utf8'));
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
