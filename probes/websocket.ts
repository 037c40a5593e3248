import { httpEndpointOf } from './http/endpoint.ts';
import type { Probe, ProbeFacts, ProbeSession, ProbeTarget, ProbeValue } from './probe.ts';
import { ProbeError } from './probe.ts';
import { codeOf, messageOf, systemFailure } from './system-failure.ts';
import { untilAborted } from './until-aborted.ts';
import { loadWebSocket, type OpenSocket, openSocket, type SocketEndpoint } from './websocket/connect.ts';

/** A public channel that opens without a token, taken where the URL has no path. */
const CHANNEL = '/ws/network_status';

/** The API's WebSocket side: the handshake once, then the round trip of a protocol ping over the kept connection. */
export const websocketProbe: Probe = (target: ProbeTarget) => {
  const { base, headers, tls, label } = httpEndpointOf(target.wsUrl?.replace(/^ws/i, 'http'), {
    variable: 'R3MES_WS_URL',
    what: 'WebSocket side',
    headers: target.headers,
    tls: target.tls,
  });
  const path = base.pathname === '/' ? CHANNEL : base.pathname;
  const url = `${base.protocol === 'https:' ? 'wss' : 'ws'}://${base.host}${path}`;
  return new WebSocketSession({
    url,
    headers,
    tls,
    label: base.pathname === '/' ? `${label}${path}` : label,
  });
};

class WebSocketSession implements ProbeSession {
  readonly #endpoint: SocketEndpoint;
  #socket: OpenSocket | undefined;
  #closes: string[] = [];

  constructor(endpoint: SocketEndpoint) {
    this.#endpoint = endpoint;
  }

  async load(): Promise<void> {
    await loadWebSocket();
  }

  async sample(signal: AbortSignal): Promise<ProbeFacts> {
    const closed = this.#socket?.closed();
    if (closed !== undefined) {
      this.#closes.push(closed);
      this.#socket = undefined;
    }
    const fresh = this.#socket === undefined;
    try {
      this.#socket ??= await openSocket(this.#endpoint, signal);
      const socket = this.#socket;
      const pingMs = await untilAborted(socket.ping(), {
        signal,
        stop: socket.destroy,
        doing: `waiting for the pong of ${this.#endpoint.label}`,
        hint: 'the connection is open, but the event loop of the API stands still: look at its pods',
      });
      return {
        values: this.#values(socket, pingMs, fresh),
        info: { product: 'WebSocket', server: this.#endpoint.label },
      };
    } catch (error) {
      this.#socket?.destroy();
      this.#socket = undefined;
      throw failureOf(error, this.#endpoint.label);
    }
  }

  async close(): Promise<void> {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #values(socket: OpenSocket, pingMs: number, fresh: boolean): ProbeValue[] {
    const kept = fresh ? {} : { note: 'the connection was kept' };
    const gap = socket.serverPingGapMs();
    const last = this.#closes.at(-1);
    return [
      {
        id: 'handshake.ms',
        title: 'Handshake',
        value: fresh ? socket.handshakeMs : null,
        unit: 'ms',
        ...kept,
      },
      { id: 'ping.ms', title: 'Round trip of a ping', value: pingMs, unit: 'ms' },
      { id: 'open.seconds', title: 'Open for', value: socket.openMs() / 1000, unit: 's' },
      {
        id: 'serverPing.gapSeconds',
        title: 'Last gap between pings of the API',
        value: gap === null ? null : gap / 1000,
        unit: 's',
        note:
          gap === null
            ? 'needs two pings of the API, 30 s apart'
            : '30 s are meant; more is a stalled event loop',
      },
      {
        id: 'closes',
        title: 'Connections closed by the other side',
        value: this.#closes.length,
        unit: 'count',
        ...(last === undefined ? {} : { note: `last: ${last}` }),
      },
    ];
  }
}

function failureOf(error: unknown, server: string): ProbeError {
  if (error instanceof ProbeError) return error;
  const code = codeOf(error);
  const message = messageOf(error);
  const known = systemFailure(code);
  if (known) return new ProbeError({ ...known, code, message });
  const hint = `what listens at ${server} does not speak WebSocket: check R3MES_WS_URL`;
  return new ProbeError({ stage: 'query', code: code || 'PROTOCOL', message, hint });
}
