import type { IncomingMessage } from 'node:http';
import type { RawData, WebSocket } from 'ws';
import { ProbeError, type ProbeTarget } from '../probe.ts';
import { untilAborted } from '../until-aborted.ts';

/** Where to connect, and how. */
export interface SocketEndpoint {
  url: string;
  headers: Record<string, string>;
  tls: NonNullable<ProbeTarget['tls']>;
  /** For people. */
  label: string;
}

/** An open connection to the API's WebSocket side. */
export interface OpenSocket {
  /** From the dial to the answer 101. */
  handshakeMs: number;
  /** Round trip of a protocol ping, ms; rejects when the connection closes first. */
  ping(): Promise<number>;
  /** Since the handshake. */
  openMs(): number;
  /** Between the last two `{"type":"ping"}` of the API; null before the second. */
  serverPingGapMs(): number | null;
  /** `1001 Pong timeout` once the other side closed it, else undefined. */
  closed(): string | undefined;
  /** Ends it at once. */
  destroy(): void;
}

/** The library, loaded by who looks only. */
export const loadWebSocket = () => import('ws');

/** Opens a connection; a handshake that is refused names its HTTP status. */
export async function openSocket(
  { url, headers, tls, label }: SocketEndpoint,
  signal: AbortSignal,
): Promise<OpenSocket> {
  const { WebSocket: Client } = await loadWebSocket();
  const startedMs = performance.now();
  const socket = new Client(url, { ...tls, headers, perMessageDeflate: false, maxPayload: 1024 * 1024 });
  // Before the handshake ends: what the API says at once would be missed.
  const heard = listen(socket);
  try {
    await untilAborted(handshake(socket), {
      signal,
      stop: () => socket.terminate(),
      doing: `waiting for the handshake of ${label}`,
      hint: 'packets are dropped, or the event loop of the API stands still: look at the network, then at the pods',
    });
  } catch (error) {
    socket.terminate();
    throw error;
  }
  return { ...heard, handshakeMs: performance.now() - startedMs };
}

function handshake(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
    socket.once('close', (code) => reject(closedError(code, '')));
    socket.once('unexpected-response', (request, response: IncomingMessage) => {
      request.destroy();
      response.destroy();
      reject(refusal(response.statusCode ?? 0));
    });
  });
}

const HINTS: Record<number, string> = {
  200: 'a proxy answers itself: it does not pass the Upgrade header on',
  400: 'the proxy does not pass the Upgrade header on, or spoke HTTP/2 to the API',
  403: 'the API opens /ws/network_status and /ws/blocks only: check the path in R3MES_WS_URL',
  404: 'there is no such path: check R3MES_WS_URL',
  426: 'the proxy does not pass the Upgrade header on',
  503: 'the API is not ready, or the edge limits this client',
};

function refusal(status: number): ProbeError {
  return new ProbeError({
    stage: 'assert',
    code: `HTTP_${status}`,
    message: `handshake refused: HTTP ${status}`,
    hint: HINTS[status] ?? 'look at the log of the API and of the proxy before it',
  });
}

function closedError(code: number, reason: string): ProbeError {
  return new ProbeError({
    stage: 'query',
    code: `CLOSE_${code}`,
    message: `the other side closed the connection: ${code}${reason === '' ? '' : ` ${reason}`}`,
    hint:
      code === 1006
        ? 'cut without a close frame: a restart, or the read timeout of a proxy'
        : 'look at the log of the API',
  });
}

function listen(socket: WebSocket): Omit<OpenSocket, 'handshakeMs'> {
  let openedMs = performance.now();
  socket.once('open', () => {
    openedMs = performance.now();
  });
  // What is heard after the look that opened it.
  socket.on('error', () => {});
  const pings: number[] = [];
  let closed: string | undefined;
  let onClose = (_: ProbeError): void => {};
  socket.on('close', (code, reason) => {
    closed = `${code} ${reason.toString('utf8')}`.trim();
    onClose(closedError(code, reason.toString('utf8')));
  });
  socket.on('message', (data: RawData) => {
    if (!isServerPing(data)) return;
    pings.push(performance.now());
    // Without this word the API closes the connection after a minute.
    socket.send('{"type":"pong"}');
  });
  return {
    ping: () =>
      new Promise((resolve, reject) => {
        const sentMs = performance.now();
        onClose = reject;
        socket.once('pong', () => resolve(performance.now() - sentMs));
        socket.ping();
      }),
    openMs: () => performance.now() - openedMs,
    serverPingGapMs: () => (pings.length < 2 ? null : (pings.at(-1) as number) - (pings.at(-2) as number)),
    closed: () => closed,
    destroy: () => socket.terminate(),
  };
}

function isServerPing(data: RawData): boolean {
  try {
    const message: unknown = JSON.parse(String(data));
    return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ping';
  } catch {
    return false;
  }
}
