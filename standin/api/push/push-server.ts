import type { IncomingMessage, Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ActiveFaults, STALE_MS } from '../../active-faults.ts';
import { watchBlocks } from '../../chain/block-watch.ts';
import type { Block, Ledger } from '../../chain/ledger.ts';
import type { EventCounts } from '../../event-counts.ts';
import { type PushPace, PushSession } from './push-session.ts';

/** The public channels by path. All other paths, those of protected channels too, refuse the handshake with 403. */
const CHANNELS: ReadonlyMap<string, string> = new Map([
  ['/ws/network_status', 'network_status'],
  ['/ws/blocks', 'block_updates'],
]);
const NETWORK_STATUS_EVERY = 100;

export interface PushParts {
  server: Server;
  ledger: Ledger;
  faults: ActiveFaults;
  counts: EventCounts;
  pace: PushPace;
  /** Whether blocks and network status are pushed: R3MES means to, and never does. */
  push: { on: boolean };
}

/** The WebSocket side of the API: handshakes on its server, pings, pongs, closes, and pushed messages when asked for. */
export function attachPush(parts: PushParts): { close(): void } {
  const { server, faults, counts, pace, push, ledger } = parts;
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => false });
  const sessions = new Set<PushSession>();
  const unanswered = new Set<Duplex>();
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => {});
    const [path = '/'] = (request.url ?? '/').split('?');
    const channel = CHANNELS.get(path);
    const run = request.headers['x-r3mes-run'];
    const count = (event: string) => counts.add(event, typeof run === 'string' ? run : undefined);
    if (faults.get('lock-up') !== undefined) {
      unanswered.add(stream);
      stream.once('close', () => unanswered.delete(stream));
      return;
    }
    if (channel === undefined) {
      count(`refused ${path}`);
      stream.end(
        'HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      );
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket: WebSocket) => {
      count(`opened ${path}`);
      const session = new PushSession(channel, { socket, stream: streamOf(stream) }, count);
      sessions.add(session);
      socket.once('close', () => sessions.delete(session));
    });
  });
  const tending = setInterval(
    () => {
      if (faults.get('lock-up') === undefined) for (const session of sessions) tend(session, faults, pace);
    },
    Math.max(20, Math.min(250, pace.pingMs / 20)),
  );
  const watch = watchBlocks(ledger, (block) => {
    if (push.on && faults.get('lock-up') === undefined) broadcast(sessions, block, parts);
  });
  return {
    close() {
      clearInterval(tending);
      watch.stop();
      for (const stream of unanswered) stream.destroy();
      for (const session of sessions) session.close(1001, 'Server shutting down');
      sockets.close();
    },
  };
}

function tend(session: PushSession, faults: ActiveFaults, pace: PushPace): void {
  const dropAfterMs = faults.get('ws-drop')?.afterMs ?? Number.POSITIVE_INFINITY;
  const cutAfterMs = faults.get('ws-1006')?.afterMs ?? Number.POSITIVE_INFINITY;
  if (session.ageMs >= dropAfterMs) session.drop();
  else if (session.ageMs >= cutAfterMs) session.cut();
  else session.tend(pace);
}

// As R3MES's indexer means to: one update a block, the network's status every hundredth. A lost one nobody gets.
function broadcast(sessions: Iterable<PushSession>, newest: Block, { ledger, faults }: PushParts): void {
  const stale = faults.get('stale-blocks') !== undefined;
  const block = stale ? ledger.blockAt(newest.height - Math.ceil(STALE_MS / ledger.blockTimeMs)) : newest;
  if (!faults.strikes('lost-messages', 'block_update')) {
    const { height, txCount } = block;
    const timestamp = new Date(block.timeMs).toISOString();
    to('block_updates', sessions, {
      type: 'block_update',
      data: { height, hash: '', proposer: '', timestamp, tx_count: txCount },
    });
  }
  if (block.height % NETWORK_STATUS_EVERY === 0 && !faults.strikes('lost-messages', 'network_status')) {
    to('network_status', sessions, { type: 'network_status', data: networkStatus(block) });
  }
}

function networkStatus({ height, timeMs }: Block): Readonly<Record<string, unknown>> {
  return {
    block_height: height,
    total_miners: 0,
    total_validators: 4,
    total_stake: '3400000000000',
    total_gradients: 0,
    total_aggregations: 0,
    indexing_lag: 0,
    last_indexed_time: new Date(timeMs).toISOString(),
  };
}

function to(
  channel: string,
  sessions: Iterable<PushSession>,
  message: { type: string; data: Readonly<Record<string, unknown>> },
): void {
  for (const session of sessions) {
    if (session.channel === channel) session.send(message.type, { data: message.data });
  }
}

function streamOf(stream: Duplex): Socket {
  if (stream instanceof Socket) return stream;
  throw new Error('a WebSocket of the stand-in is not on a TCP socket');
}
