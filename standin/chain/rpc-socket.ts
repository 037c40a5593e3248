import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { EventCounts } from '../event-counts.ts';
import { asHex, blockJson } from './block-json.ts';
import { watchBlocks } from './block-watch.ts';
import type { Block, Ledger } from './ledger.ts';
import { RpcError } from './rpc-answers.ts';
import { answerRpc, failure, type Id } from './rpc-server.ts';
import type { ChainWeather } from './weather.ts';

/** As CometBFT's defaults: max_subscriptions_per_client and max_subscription_clients. */
const SUBSCRIPTIONS_PER_CLIENT = 5;
const CLIENTS = 100;
/** What may be subscribed to; further conditions after AND are taken and, as nothing matches them, never met. */
const QUERY = /^\s*tm\.event\s*=\s*'(\w+)'(\s+AND\s+.*)?$/;

interface Client {
  socket: WebSocket;
  count(event: string): void;
  /** Ids by query. */
  subscriptions: Map<string, Id>;
}

/** CometBFT's /websocket: JSON-RPC calls, and events of new blocks to whoever subscribed. */
export function rpcSockets(ledger: Ledger, weather: ChainWeather, counts: EventCounts) {
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => false });
  const clients = new Set<Client>();
  const watch = watchBlocks(ledger, (block) => {
    if (!weather.losesEvent()) for (const client of clients) tell(client, block);
  });
  return {
    upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
      stream.on('error', () => {});
      const [path] = (request.url ?? '/').split('?');
      if (path !== '/websocket') {
        stream.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
        return;
      }
      const run = request.headers['x-r3mes-run'];
      const count = (event: string) => counts.add(event, typeof run === 'string' ? run : undefined);
      sockets.handleUpgrade(request, stream, head, (socket: WebSocket) => {
        const client: Client = { socket, count, subscriptions: new Map() };
        clients.add(client);
        count('opened /websocket');
        socket.on('error', () => {});
        socket.on('close', () => clients.delete(client));
        socket.on('message', (data) => {
          socket.send(JSON.stringify(answer(String(data), client, { ledger, weather, clients })));
        });
      });
    },
    /** Cuts every client, as a node that goes down does. */
    cut(): void {
      for (const { socket } of clients) socket.terminate();
    },
    stop(): void {
      watch.stop();
      for (const { socket } of clients) socket.terminate();
    },
  };
}

interface Node {
  ledger: Ledger;
  weather: ChainWeather;
  clients: ReadonlySet<Client>;
}

function answer(text: string, client: Client, { ledger, weather, clients }: Node): unknown {
  const { id, method, query } = readCall(text);
  try {
    if (method === 'subscribe') {
      subscribe(client, query, { id, clients });
      client.count('subscribed');
    } else if (method === 'unsubscribe') {
      if (!client.subscriptions.delete(query)) throw internal('subscription not found');
    } else if (method === 'unsubscribe_all') {
      if (client.subscriptions.size === 0) throw internal('subscription not found');
      client.subscriptions.clear();
    } else {
      client.count(`called ${method}`);
      return answerRpc(ledger, text, weather);
    }
    return { jsonrpc: '2.0', id, result: {} };
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    client.count('refused');
    return failure(id, error);
  }
}

function readCall(text: string): { id: Id; method: string; query: string } {
  try {
    const given = JSON.parse(text) as { id?: Id; method?: unknown; params?: { query?: unknown } | unknown[] };
    const { id = null, method, params } = given;
    const query = Array.isArray(params) ? params[0] : params?.query;
    return { id, method: String(method), query: typeof query === 'string' ? query : '' };
  } catch {
    return { id: -1, method: '', query: '' };
  }
}

function subscribe(
  client: Client,
  query: string,
  { id, clients }: { id: Id; clients: ReadonlySet<Client> },
): void {
  if (!QUERY.test(query)) throw internal(`failed to parse query: ${query}`);
  if (client.subscriptions.has(query)) throw internal('already subscribed');
  if (client.subscriptions.size >= SUBSCRIPTIONS_PER_CLIENT)
    throw internal(`max_subscriptions_per_client ${SUBSCRIPTIONS_PER_CLIENT} reached`);
  const subscribed = [...clients].filter(({ subscriptions }) => subscriptions.size > 0).length;
  if (client.subscriptions.size === 0 && subscribed >= CLIENTS)
    throw internal(`max_subscription_clients ${CLIENTS} reached`);
  client.subscriptions.set(query, id);
}

function tell(client: Client, block: Block): void {
  for (const [query, id] of client.subscriptions) {
    const [, event, more] = QUERY.exec(query) ?? [];
    const value = more === undefined ? eventValue(event, block) : undefined;
    if (value === undefined) continue;
    client.count('sent event');
    const data = { type: `tendermint/event/${event}`, value };
    const result = { query, data, events: { 'tm.event': [event] } };
    client.socket.send(JSON.stringify({ jsonrpc: '2.0', id, result }));
  }
}

function eventValue(event: string | undefined, block: Block): unknown {
  const whole = blockJson(block, asHex);
  if (event === 'NewBlock') return { ...whole, result_finalize_block: { tx_results: [], events: [] } };
  if (event === 'NewBlockHeader') return { header: whole.block.header };
  return undefined;
}

function internal(reason: string): RpcError {
  return new RpcError(-32603, 'Internal error', reason);
}
