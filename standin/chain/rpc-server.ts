import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestCounts } from '../request-counts.ts';
import type { Ledger } from './ledger.ts';
import { RPC_METHODS, RpcError } from './rpc-answers.ts';
import type { ChainWeather } from './weather.ts';

const BODY_LIMIT_BYTES = 1_000_000;
export type Id = string | number | null;

/** Answers CometBFT's RPC: GET /<method>?height=N and JSON-RPC by POST /; errors are answers with status 200. */
export function rpcListener(ledger: Ledger, weather: ChainWeather, counts: RequestCounts) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://node');
    const count = (route: string) => counts.follow(route, request, response);
    if (request.method === 'POST') {
      readBody(request, (body) => {
        count(`POST ${methodIn(body)}`);
        send(response, 200, answerRpc(ledger, body, weather));
      });
      return;
    }
    const method = url.pathname.slice(1);
    const known = Object.hasOwn(RPC_METHODS, method);
    count(known ? `GET /${method}` : 'unmatched');
    if (!known) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
      return;
    }
    const params = Object.fromEntries(url.searchParams);
    send(response, 200, call(ledger, { id: -1, method, params }, weather));
  };
}

function methodIn(body: string): string {
  const [, method = 'unreadable'] = /"method"\s*:\s*"(\w+)"/.exec(body) ?? [];
  return Object.hasOwn(RPC_METHODS, method) ? method : 'unknown';
}

/** The answer to the text of a JSON-RPC call, or of a list of them. */
export function answerRpc(ledger: Ledger, body: string, weather: ChainWeather): unknown {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch (error) {
    return failure(-1, new RpcError(-32700, 'Parse error. Invalid JSON', String(error)));
  }
  const one = (each: unknown) => answerOne(ledger, each, weather);
  return Array.isArray(given) ? given.map(one) : one(given);
}

function answerOne(ledger: Ledger, given: unknown, weather: ChainWeather): unknown {
  if (
    typeof given !== 'object' ||
    given === null ||
    !('method' in given) ||
    typeof given.method !== 'string'
  ) {
    return failure(-1, new RpcError(-32600, 'Invalid Request', 'no method'));
  }
  const id =
    'id' in given && (typeof given.id === 'string' || typeof given.id === 'number') ? given.id : null;
  const params = 'params' in given && typeof given.params === 'object' ? { ...given.params } : {};
  return call(ledger, { id, method: given.method, params }, weather);
}

function call(
  ledger: Ledger,
  asked: { id: Id; method: string; params: Record<string, unknown> },
  weather: ChainWeather,
): unknown {
  const method = Object.hasOwn(RPC_METHODS, asked.method) ? RPC_METHODS[asked.method] : undefined;
  try {
    if (weather.failsCall()) throw new RpcError(-32603, 'Internal error', 'the fault rpc-errors is on');
    if (method === undefined) throw new RpcError(-32601, 'Method not found', asked.method);
    return { jsonrpc: '2.0', id: asked.id, result: method(ledger, asked.params) };
  } catch (error) {
    if (error instanceof RpcError) return failure(asked.id, error);
    throw error;
  }
}

/** An error of the node as JSON-RPC carries it. */
export function failure(id: Id, { code, message, data }: RpcError): unknown {
  return { jsonrpc: '2.0', id, error: { code, message, data } };
}

function readBody(request: IncomingMessage, then: (body: string) => void): void {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
    if (body.length > BODY_LIMIT_BYTES) request.destroy();
  });
  request.on('end', () => then(body));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
