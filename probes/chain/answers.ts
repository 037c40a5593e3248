import type { HttpAnswer } from '../http/client.ts';
import { ProbeError } from '../probe.ts';

/** A block's place. Heights are 64-bit numbers that JSON has as strings. */
export interface ChainBlock {
  height: bigint;
  /** Epoch milliseconds. */
  timeMs: number;
  /** Chain id; '' where the answer does not say it. */
  network: string;
}

/** What `/status` says. */
export interface StatusFacts {
  block: ChainBlock;
  catchingUp: boolean;
  network: string;
  version: string;
}

type Json = Record<string, unknown>;

/** `/status` of CometBFT or Tendermint, with or without the JSON-RPC wrapper. Throws ProbeError. */
export function statusOf(answer: HttpAnswer): StatusFacts {
  const result = resultOf(answer, '/status');
  const sync = objectAt(result, 'sync_info');
  const node = objectAt(result, 'node_info');
  const network = String(node['network'] ?? 'unknown');
  const block = blockOf(sync['latest_block_height'], sync['latest_block_time'], network);
  if (block === undefined) {
    const empty = String(sync['latest_block_height']) === '0';
    throw asserted(
      'BODY',
      empty
        ? '/status answered that the node has no block yet (height 0)'
        : '/status answered 200 without a block height and time',
      empty
        ? 'the node has not begun: look at its peers and its genesis file'
        : 'something else answers there, or the node has no block yet: check R3MES_RPC_URL',
    );
  }
  return {
    block,
    network,
    catchingUp: sync['catching_up'] === true,
    version: String(node['version'] ?? 'unknown'),
  };
}

/** Number of peers in `/net_info`, or why it cannot be told. */
export function peersOf(answer: HttpAnswer): number | string {
  try {
    const { n_peers, peers } = resultOf(answer, '/net_info');
    const count = Number(n_peers ?? (Array.isArray(peers) ? peers.length : Number.NaN));
    return Number.isInteger(count) && count >= 0 ? count : '/net_info says no number of peers';
  } catch (error) {
    return error instanceof ProbeError ? error.failure.message : String(error);
  }
}

/** The block of the LCD's `blocks/latest`, or why there is none. */
export function lcdBlockOf({ status, body }: HttpAnswer): ChainBlock | string {
  if (status !== 200) return `blocks/latest answered ${status}`;
  const answer = parsed(body);
  // `sdk_block` since SDK 0.47; `block` in all.
  const header = objectAt(objectAt(answer, 'block'), 'header');
  const block = blockOf(header['height'], header['time'], String(header['chain_id'] ?? ''));
  return block ?? 'blocks/latest answered 200 without a block';
}

/** Undefined where height or time are none, or the height is not above 0. */
function blockOf(height: unknown, time: unknown, network: string): ChainBlock | undefined {
  const digits = typeof height === 'number' && Number.isSafeInteger(height) ? String(height) : height;
  if (typeof digits !== 'string' || !/^\d{1,19}$/.test(digits)) return undefined;
  // Nanoseconds are more than Date reads everywhere.
  const timeMs = Date.parse(String(time).replace(/(\.\d{3})\d+/, '$1'));
  const number = BigInt(digits);
  return number > 0n && !Number.isNaN(timeMs) ? { height: number, timeMs, network } : undefined;
}

function resultOf({ status, body }: HttpAnswer, path: string): Json {
  if (status !== 200)
    throw asserted(`HTTP_${status}`, `${path} answered ${status}`, 'look at the log of the node');
  const answer = parsed(body);
  // JSON-RPC reports its errors in an answer with status 200.
  if (answer['error'] !== undefined && answer['error'] !== null) {
    const said = JSON.stringify(answer['error']);
    throw asserted('RPC', `${path} answered an RPC error: ${said}`, 'look at the log of the node');
  }
  return 'result' in answer ? objectAt(answer, 'result') : answer;
}

function asserted(code: string, message: string, hint: string): ProbeError {
  return new ProbeError({ stage: 'assert', code, message, hint });
}

function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : {};
  } catch {
    return {};
  }
}

function objectAt(value: Json, key: string): Json {
  const found = value[key];
  return typeof found === 'object' && found !== null ? (found as Json) : {};
}
