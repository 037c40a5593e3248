import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/** How a server keeps watch over its WebSockets; R3MES: 30 s and 60 s. */
export interface PushPace {
  pingMs: number;
  pongTimeoutMs: number;
}

/** How a session ended, when the server ended it. */
type Ending = 'pong timeout' | 'not an object' | 'dropped' | 'cut';

/** One WebSocket of a public channel, as R3MES's manager keeps it. */
export class PushSession {
  readonly channel: string;
  private readonly socket: WebSocket;
  private readonly stream: Socket;
  private readonly count: (event: string) => void;
  private readonly openedMs = performance.now();
  private pingedMs = this.openedMs;
  private pongedMs = this.openedMs;
  private ended = false;

  constructor(channel: string, wire: { socket: WebSocket; stream: Socket }, count: (event: string) => void) {
    this.channel = channel;
    this.socket = wire.socket;
    this.stream = wire.stream;
    this.count = count;
    this.socket.on('message', (data, isBinary) => this.heard(isBinary ? undefined : String(data)));
    this.socket.on('error', () => {});
    this.socket.on('close', (code) => {
      if (!this.ended) this.count(`closed by client ${code}`);
      this.ended = true;
    });
  }

  get ageMs(): number {
    return performance.now() - this.openedMs;
  }

  /** The manager's look at a session: a ping when one is due, the end of a silent one. */
  tend({ pingMs, pongTimeoutMs }: PushPace): void {
    const nowMs = performance.now();
    if (nowMs - this.pingedMs >= pingMs) {
      // On a fixed grid, so that a late look delays one ping and not all after it.
      this.pingedMs += pingMs * Math.floor((nowMs - this.pingedMs) / pingMs);
      this.send('ping', { timestamp: nowMs / 1000 });
    }
    if (nowMs - this.pongedMs >= pongTimeoutMs && this.ends('pong timeout'))
      this.socket.close(1001, 'Pong timeout');
  }

  send(type: string, fields: Readonly<Record<string, unknown>>): void {
    if (this.ended) return;
    this.count(`sent ${type}`);
    this.socket.send(JSON.stringify({ type, ...fields }));
  }

  /** Ends the connection without a close frame: clients see 1006. */
  cut(how: Ending = 'cut'): void {
    if (!this.ends(how)) return;
    this.stream.end();
    setTimeout(() => this.socket.terminate(), 500).unref();
  }

  /** Resets the connection. */
  drop(): void {
    if (this.ends('dropped')) this.stream.resetAndDestroy();
  }

  close(code: number, reason: string): void {
    this.ended = true;
    this.socket.close(code, reason);
    setTimeout(() => this.socket.terminate(), 200).unref();
  }

  private ends(how: Ending): boolean {
    if (this.ended) return false;
    this.ended = true;
    this.count(`ended by server: ${how}`);
    return true;
  }

  // Text that is no JSON is ignored; JSON that is no object kills the session in R3MES, and so do binary frames.
  private heard(text: string | undefined): void {
    let message: unknown;
    try {
      message = text === undefined ? [] : JSON.parse(text);
    } catch {
      return;
    }
    if (typeof message !== 'object' || message === null || Array.isArray(message)) this.cut('not an object');
    else if ('type' in message && message.type === 'pong') {
      this.pongedMs = performance.now();
      this.count('got pong');
    }
  }
}
