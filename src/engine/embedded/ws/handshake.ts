import type { ClientRequest, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { type Dialed, linkOf } from '../http/dialer.ts';
import { exchangeFailure, type IoError } from '../http/failure.ts';
import { canonicalHeaders } from '../http/header-facts.ts';
import type { WsResponse } from '../realm/ws-contract.ts';

/** How a handshake ended; `error` null: the connection is open. `rawHeaders` is name, value... as received. */
export interface HandshakeEnd {
  response: WsResponse | null;
  rawHeaders: readonly string[];
  error: string | null;
}

/** What goes into the request: its target as it goes on the wire, and the headers beside those of the protocol. */
export interface HandshakeRequest {
  target: string;
  headers: Record<string, string>;
  compression: boolean;
}

const TIMEOUT_MS = 60_000;
const REFUSED = 'websocket: bad handshake';
// gorilla, k6's library, shows that much of a refusal.
const BODY_LIMIT = 1024;
const DEFLATE = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  clientMaxWindowBits: 0,
  threshold: 0,
};

/** Upgrades a connection that exists; `done` is called once, later. */
export function upgrade(
  dialed: Dialed,
  request: HandshakeRequest,
  done: (end: HandshakeEnd) => void,
): WebSocket {
  const link = linkOf(dialed.tcp);
  let response: WsResponse | null = null;
  let rawHeaders: readonly string[] = [];
  let over = false;
  const end = (error: string | null): void => {
    if (over) return;
    over = true;
    done({ response, rawHeaders, error });
  };
  const socket = new WebSocket('ws://target/', {
    headers: request.headers,
    createConnection: (() => dialed.socket) as never,
    handshakeTimeout: TIMEOUT_MS,
    perMessageDeflate: request.compression ? DEFLATE : false,
    maxPayload: 0,
    skipUTF8Validation: true,
    finishRequest(upgrading) {
      upgrading.path = request.target;
      upgrading.end();
    },
  });
  socket.on('upgrade', (message) => {
    ({ rawHeaders } = message);
    response = responseOf(message, '');
    // Any answer to the offered subprotocols is fine, as in k6; `ws` would refuse some.
    delete message.headers['sec-websocket-protocol'];
  });
  socket.on('unexpected-response', (upgrading, message) => {
    ({ rawHeaders } = message);
    collectBody(upgrading, message, (body) => {
      response = responseOf(message, body);
      end(REFUSED);
    });
  });
  socket.on('open', () => end(null));
  socket.on('error', (error) => end(response === null ? failureText(error, link) : REFUSED));
  return socket;
}

function responseOf(message: IncomingMessage, body: string): WsResponse {
  const chosen = message.headers['sec-websocket-protocol'];
  return {
    status: message.statusCode ?? 0,
    headers: canonicalHeaders(message.rawHeaders),
    body,
    protocol: chosen ?? '',
  };
}

function collectBody(request: ClientRequest, message: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  message.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= BODY_LIMIT) message.destroy();
  });
  message.on('error', () => {});
  message.on('close', () => {
    done(Buffer.concat(chunks).subarray(0, BODY_LIMIT).toString('utf8'));
    request.destroy();
  });
}

function failureText(error: IoError & { rawPacket?: Uint8Array }, link: string): string {
  if (error.message === 'Opening handshake has timed out') return `read tcp ${link}: i/o timeout`;
  if (error.message === 'socket hang up' || error.code === 'HPE_INVALID_EOF_STATE') return 'unexpected EOF';
  if (error.code?.startsWith('HPE_')) {
    const line =
      Buffer.from(error.rawPacket ?? [])
        .toString('latin1')
        .split(/\r?\n/, 1)[0] ?? '';
    return `malformed HTTP response ${JSON.stringify(line)}`;
  }
  return exchangeFailure(error, link).detail;
}
