import { type Checkers, check } from 'k6';
import exec from 'k6/execution';
import http, { type RefinedResponse } from 'k6/http';
import { Rate, Trend } from 'k6/metrics';
import { parsedJson, textAt, valueAt } from './answer.ts';
import { type ChainAnswer, type ChainSubject, heightIn, type PinnedBlock } from './chain-checks.ts';
import { chainMix } from './chain-mix.ts';
import { type ChainRoute, chainRoutes } from './chain-routes.ts';
import { mixer } from './mix.ts';
import { needed, type Settings } from './settings.ts';
import { walletPool } from './wallet-pool.ts';

/** Time of every answered request to the node in ms. */
const chainLatency = new Trend('chain_latency', true);
/** Share of requests to the node with a 5xx, no answer, or a JSON-RPC error (which comes with status 200). */
const chainErrors = new Rate('chain_errors');

/** The chain's own lines: the numbers are those of the API's objectives, for want of others. */
export const CHAIN_THRESHOLDS = { chain_errors: ['rate<0.01'], chain_latency: ['p(95)<500'] };

/** Where a node is asked. */
interface NodeUrls {
  readonly rpcUrl: string;
  readonly lcdUrl: string;
}

/** The URLs of the node; throws an Error that names the variable which is missing. */
export function nodeUrls({ rpcUrl, lcdUrl }: Settings): NodeUrls {
  return { rpcUrl: needed(rpcUrl, 'R3MES_RPC_URL'), lcdUrl: needed(lcdUrl, 'R3MES_LCD_URL') };
}

/** Blocks whose answers are known. */
export const PINNED_BLOCKS = 8;

/**
 * Asks the node for some blocks, so that answers under load can be compared with them; for setup(). None where the node
 * does not tell: the load then fails by its own lines.
 */
export function pinBlocks(rpcUrl: string): PinnedBlock[] {
  const ask = (path: string) => {
    const [method = ''] = path.split('?');
    const { body } = http.get(rpcUrl + path, { tags: { name: `rpc ${method} (setup)` } });
    return valueAt(parsedJson(typeof body === 'string' ? body : ''), 'result');
  };
  const latest = heightIn(ask('/status'), 'sync_info', 'latest_block_height');
  if (!(latest > 0)) {
    console.warn(`${rpcUrl}/status tells no height: no block is pinned`);
    return [];
  }
  return Array.from({ length: PINNED_BLOCKS }, (_, index) => {
    const height = Math.max(1, latest - 1 - index * 7);
    return { height, hash: textAt(ask(`/block?height=${height}`), 'block_id', 'hash') };
  });
}

/** One request of the chain's mix, chosen by the iteration's number; for init code, one per VU. */
export function chainStep(settings: Settings): (pinned: readonly PinnedBlock[]) => void {
  const urls = nodeUrls(settings);
  const wallets = walletPool(settings.wallets);
  const choose = mixer(chainMix(chainRoutes(settings.chainId)), wallets.size);
  return (pinned) => {
    const { route, turn, walletPlace } = choose(exec.scenario.iterationInTest);
    const block = pinned[turn % pinned.length] ?? NOT_PINNED;
    askNode(urls, route, { pinned: block, wallet: wallets.at(walletPlace) });
  };
}

/** Nothing is this block: every comparison with it fails. */
const NOT_PINNED: PinnedBlock = { height: 0, hash: 'none' };

const prepared = new Map<ChainRoute, Checkers<ChainAnswer>>();

function askNode(urls: NodeUrls, route: ChainRoute, subject: ChainSubject): void {
  const tags = { name: route.name };
  const response = send(urls, route, subject);
  const whole = parsedJson(typeof response.body === 'string' ? response.body : '');
  const error = route.side === 'lcd' ? '' : errorIn(whole);
  const failed = response.status === 0 || response.status >= 500 || error !== '';
  chainErrors.add(failed, tags);
  if (response.status !== 0) chainLatency.add(response.timings.duration, tags);
  const body = route.side === 'lcd' ? whole : valueAt(whole, 'result');
  const answer = { ...subject, status: response.status, body, error };
  check(answer, checksOf(route), tags);
}

function send(urls: NodeUrls, route: ChainRoute, subject: ChainSubject): RefinedResponse<'text'> {
  const params = { tags: { name: route.name }, redirects: 0 };
  const url = (route.side === 'lcd' ? urls.lcdUrl : urls.rpcUrl) + route.path(subject);
  if (route.side !== 'json-rpc') return http.get(url, { ...params, responseType: 'text' });
  const method = route.name.replace(/^rpc /, '');
  const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: route.params(subject) });
  const headers = { 'Content-Type': 'application/json' };
  return http.post(url, call, { ...params, headers, responseType: 'text' });
}

function errorIn(whole: unknown): string {
  const error = valueAt(whole, 'error');
  return error === undefined || error === null ? '' : `${textAt(error, 'message')} ${textAt(error, 'data')}`;
}

function checksOf(route: ChainRoute): Checkers<ChainAnswer> {
  const known = prepared.get(route);
  if (known !== undefined) return known;
  const checks: Checkers<ChainAnswer> = {
    [`${route.name}: answers 200 with a result`]: ({ status, body, error }) =>
      status === 200 && error === '' && body !== undefined,
  };
  for (const [name, holds] of Object.entries(route.checks)) checks[`${route.name}: ${name}`] = holds;
  prepared.set(route, checks);
  return checks;
}
