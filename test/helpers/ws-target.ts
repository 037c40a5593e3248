import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { harness } from './harness.ts';
import { listen } from './listen.ts';

/** What a WebSocket server saw. */
export interface WsTarget {
  /** ws://127.0.0.1:PORT */
  url: string;
  messages: number;
  /** Codes of the close frames that came in. */
  codes: number[];
  close(): void;
}

const ROUTES: Record<string, (socket: WebSocket, request: IncomingMessage) => void> = {
  '/echo': (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })),
  '/silent': () => {},
  '/headers': (socket, request) => socket.send(JSON.stringify(request.headers)),
  '/busy': (socket) => socket.close(4001, 'busy'),
  '/bye': (socket) => {
    socket.send('last');
    socket.close(1000);
  },
  '/drop': (socket, request) => socket.once('message', () => request.socket.end()),
  '/reset': (socket, request) => socket.once('message', () => request.socket.resetAndDestroy()),
  '/ping': (socket) => {
    socket.on('pong', (data) => socket.send(`pong ${data}`));
    socket.ping('srv');
  },
};

/** A server on a free port whose paths are named for what they do; `/refuse` answers 403 to the handshake. */
export async function startWsTarget(): Promise<WsTarget> {
  const http = createServer((_request, response) => response.setHeader('set-cookie', 'seen=1').end('plain'));
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: true,
    handleProtocols: () => false,
  });
  const target: WsTarget = { url: '', messages: 0, codes: [], close: () => http.close() };
  http.on('upgrade', (request, stream, head) => {
    if (request.url === '/refuse') {
      stream.end('HTTP/1.1 403 Forbidden\r\nX-Why: no\r\nContent-Length: 6\r\n\r\ndenied');
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on('message', () => target.messages++);
      socket.on('close', (code) => target.codes.push(code));
      socket.on('error', () => {});
      ROUTES[request.url ?? '']?.(socket, request);
    });
  });
  target.url = `ws://127.0.0.1:${await listen(http)}`;
  target.close = () => {
    for (const socket of sockets.clients) socket.terminate();
    http.close();
  };
  return target;
}

/** One line of the file that `--out json` writes. */
interface Point {
  type: string;
  metric: string;
  data: { value: number; tags: Record<string, string> };
}

/** Runs a script against the target: what it logged, in order, and its samples. */
export async function runWsScript(target: WsTarget, script: string) {
  const dir = mkdtempSync(join(tmpdir(), 'harness-ws-'));
  const file = join(dir, 'script.js');
  writeFileSync(file, script);
  const env = ['-e', `WS=${target.url}`, '-e', `HTTP=${target.url.replace('ws:', 'http:')}`];
  const ended = await harness(['run', '--no-gate', '--out', 'json=points.json', ...env, file], { cwd: dir });
  const points = readFileSync(join(dir, 'points.json'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Point)
    .filter(({ type }) => type === 'Point');
  const lines = [...ended.err.matchAll(/msg=(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map((m) =>
    m[1] === undefined ? (m[2] as string) : (JSON.parse(`"${m[1]}"`) as string),
  );
  return {
    ...ended,
    lines,
    points: (metric: string) => points.filter((point) => point.metric === metric).map(({ data }) => data),
    sum: (metric: string) =>
      points.filter((point) => point.metric === metric).reduce((total, { data }) => total + data.value, 0),
  };
}
