import type { Database } from '../postgres/database.ts';
import type { Cache } from '../redis/cache.ts';
import { type InvalidInput, unprocessable } from './api-error.ts';
import type { ChainClient } from './chain-client.ts';
import type { Shape } from './shape.ts';

/** What the routes answer from. */
export interface Sources {
  database: Database;
  cache: Cache;
  chain: ChainClient;
  rpcUrl: string;
  redisUrl: string | null;
}

/** A query parameter: its default and, for integers, its bounds (inclusive). */
export type Parameter =
  | { kind: 'integer'; default: number; min?: number; max?: number }
  | { kind: 'boolean'; default: boolean }
  | { kind: 'text'; default: string | null };

/** The parameters of a query as a handler gets them. */
export type Query<Q extends Parameters> = {
  [K in keyof Q]: Q[K] extends { kind: 'integer' }
    ? number
    : Q[K] extends { kind: 'boolean' }
      ? boolean
      : string | null;
};

type Method = 'GET' | 'POST';
type Parameters = Readonly<Record<string, Parameter>>;

/** The raw input of a request. */
export interface RawInput {
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, unknown>>;
  body: unknown;
}

interface Definition<Q extends Parameters> {
  method?: Method;
  /** As in R3MES's OpenAPI document: `/miner/stats/{wallet_address}`. */
  path: string;
  /** Requests a minute for a client and path; null is unlimited. */
  limit: number | null;
  query?: Q;
  /** The path parameter that must look like a wallet, if any. */
  wallet?: string;
  shape: Shape | 'text';
  /** Of an answer that is text. */
  textType?: string;
  /** Checks a body (throws the 422); routes that take one have it. */
  checkBody?(body: unknown): void;
  /** The answer, or a promise of it; the serializer made from `shape` refuses one that lacks a field. */
  answer(
    sources: Sources,
    input: { query: Query<Q>; params: Readonly<Record<string, string>>; body: unknown },
  ): unknown;
}

/** A line of the route table. */
export interface Route {
  method: Method;
  path: string;
  limit: number | null;
  query: Parameters;
  shape: Shape | 'text';
  textType: string;
  /** Checks the input (throws the 422 at once), then gives what makes the answer. */
  prepare(input: RawInput): (sources: Sources) => unknown;
}

/** A line of the table; its query is typed by the declared parameters. */
export function route<const Q extends Parameters>(definition: Definition<Q>): Route {
  const { method = 'GET', path, limit, wallet, shape } = definition;
  const parameters: Parameters = definition.query ?? {};
  return {
    method,
    path,
    limit,
    query: parameters,
    shape,
    textType: definition.textType ?? 'text/plain; charset=utf-8',
    prepare({ params, query, body }) {
      if (wallet !== undefined) checkWallet(wallet, params[wallet] ?? '');
      const read = readQuery(parameters, query) as Query<Q>;
      definition.checkBody?.(body);
      return (sources) => definition.answer(sources, { query: read, params, body });
    },
  };
}

/** An integer parameter. */
export function integer(fallback: number, min?: number, max?: number) {
  return {
    kind: 'integer',
    default: fallback,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  } as const;
}

function readQuery(
  parameters: Parameters,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const name in parameters) {
    const parameter = parameters[name];
    if (parameter === undefined) continue;
    const value = given[name];
    const last = Array.isArray(value) ? value.at(-1) : value;
    read[name] = typeof last === 'string' ? readParameter(name, parameter, last) : parameter.default;
  }
  return read;
}

function readParameter(name: string, parameter: Parameter, text: string): unknown {
  const problem = (type: string, msg: string, ctx?: InvalidInput['ctx']) =>
    unprocessable({ type, loc: ['query', name], msg, input: text, ...(ctx ? { ctx } : {}) });
  if (parameter.kind === 'text') return text;
  if (parameter.kind === 'boolean') {
    if (/^(true|1|on|yes|t|y)$/i.test(text)) return true;
    if (/^(false|0|off|no|f|n)$/i.test(text)) return false;
    throw problem('bool_parsing', 'Input should be a valid boolean, unable to interpret input');
  }
  if (!/^[+-]?\d+$/.test(text)) {
    throw problem('int_parsing', 'Input should be a valid integer, unable to parse string as an integer');
  }
  const value = Number(text);
  const { min, max } = parameter;
  if (min !== undefined && value < min) {
    throw problem('greater_than_equal', `Input should be greater than or equal to ${min}`, { ge: min });
  }
  if (max !== undefined && value > max) {
    throw problem('less_than_equal', `Input should be less than or equal to ${max}`, { le: max });
  }
  return value;
}

function checkWallet(name: string, value: string): void {
  const problem = (type: string, msg: string, ctx: InvalidInput['ctx']) =>
    unprocessable({ type, loc: ['path', name], msg, input: value, ...(ctx ? { ctx } : {}) });
  if (value.length < 20) {
    throw problem('string_too_short', 'String should have at least 20 characters', { min_length: 20 });
  }
  if (value.length > 60) {
    throw problem('string_too_long', 'String should have at most 60 characters', { max_length: 60 });
  }
  const pattern = '^remes[a-z0-9]+$';
  if (!/^remes[a-z0-9]+$/.test(value)) {
    throw problem('string_pattern_mismatch', `String should match pattern '${pattern}'`, { pattern });
  }
}
