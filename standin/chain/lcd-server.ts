import type { IncomingMessage, ServerResponse } from 'node:http';
import { addressOf } from '../address.ts';
import type { RequestCounts } from '../request-counts.ts';
import { asBase64, blockJson } from './block-json.ts';
import { CHAIN_ID, CHAIN_VALIDATORS, type Ledger } from './ledger.ts';
import { DENOM, REMES, remesAnswer, remesTemplate } from './remes-module.ts';

const BLOCKS = '/cosmos/base/tendermint/v1beta1/blocks/';
const BALANCES = '/cosmos/bank/v1beta1/balances/';
const ACCOUNTS = '/cosmos/auth/v1beta1/accounts/';
const VALIDATORS = '/cosmos/staking/v1beta1/validators/';

type Answer = { status: number; body: string };

// Answers that never change, by path.
const FIXED: ReadonlyMap<string, Answer> = new Map(
  Object.entries({
    '/cosmos/staking/v1beta1/pool': {
      pool: { not_bonded_tokens: '250000000000', bonded_tokens: '3400000000000' },
    },
    '/cosmos/staking/v1beta1/validators': {
      validators: CHAIN_VALIDATORS.map(validator),
      pagination: pages(4),
    },
    '/cosmos/mint/v1beta1/inflation': { inflation: '0.130000000000000000' },
    '/cosmos/bank/v1beta1/supply': {
      supply: [{ denom: DENOM, amount: '5000000000000' }],
      pagination: pages(1),
    },
    '/cosmos/base/tendermint/v1beta1/syncing': { syncing: false },
    '/cosmos/base/tendermint/v1beta1/node_info': {
      default_node_info: { network: CHAIN_ID, version: '0.38.19', moniker: 'node-0' },
      application_version: {
        name: 'remes',
        app_name: 'remesd',
        version: '1.0.0',
        cosmos_sdk_version: 'v0.50.9',
      },
    },
  }).map(([path, body]) => [path, { status: 200, body: JSON.stringify(body) }]),
);

/** Answers the chain's REST side (LCD): gRPC-gateway JSON, errors as `{code, message, details}`. */
export function lcdListener(ledger: Ledger, counts: RequestCounts) {
  const kept = new Map<number, Answer>();
  const blockAnswer = (height: number): Answer => {
    let answer = kept.get(height);
    if (answer === undefined) {
      answer = { status: 200, body: JSON.stringify(blockJson(ledger.blockAt(height), asBase64)) };
      if (kept.size > 2000) kept.clear();
      kept.set(height, answer);
    }
    return answer;
  };
  return (request: IncomingMessage, response: ServerResponse): void => {
    const [path = '/'] = (request.url ?? '/').split('?');
    counts.follow(`GET ${templateOf(path)}`, request, response);
    const { status, body } = path.startsWith(BLOCKS)
      ? block(ledger, path.slice(BLOCKS.length), blockAnswer)
      : (FIXED.get(path) ?? other(path));
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  };
}

function block(ledger: Ledger, asked: string, answer: (height: number) => Answer): Answer {
  const latest = ledger.latestHeight();
  if (asked === 'latest') return answer(latest);
  const height = Number(asked);
  if (!/^\d+$/.test(asked)) return refusal(400, 3, `type mismatch, parameter: height, error: "${asked}"`);
  if (height > latest) return refusal(400, 3, 'requested block height is bigger then the chain length');
  if (height === 0) return refusal(500, 2, 'height must be greater than 0, but got 0');
  return answer(height);
}

function other(path: string): Answer {
  if (path.startsWith(BALANCES)) {
    const balances = [{ denom: DENOM, amount: '125000000' }];
    return { status: 200, body: JSON.stringify({ balances, pagination: pages(1) }) };
  }
  if (path.startsWith(VALIDATORS)) {
    const found = CHAIN_VALIDATORS.find(({ operator }) => operator === path.slice(VALIDATORS.length));
    if (found) return { status: 200, body: JSON.stringify({ validator: validator(found) }) };
    return refusal(404, 5, 'validator not found');
  }
  if (path.startsWith(ACCOUNTS)) return refusal(404, 5, 'account not found');
  // SDK 0.50 wants `query=`, R3MES sends `events=`.
  if (path === '/cosmos/tx/v1beta1/txs') return refusal(500, 13, 'query cannot be empty');
  if (path.startsWith(`${REMES}/`)) {
    const found = remesAnswer(path.slice(REMES.length + 1));
    if (found === 'not found') return refusal(404, 5, 'not found');
    if (found !== null) return { status: 200, body: JSON.stringify(found) };
  }
  return refusal(501, 12, 'Not Implemented');
}

// By which a request is counted: paths with a variable end stand under one name.
function templateOf(path: string): string {
  if (FIXED.has(path)) return path;
  if (path.startsWith(`${REMES}/`)) return `${REMES}/${remesTemplate(path.slice(REMES.length + 1))}`;
  if (path.startsWith(BLOCKS)) return path === `${BLOCKS}latest` ? path : `${BLOCKS}{height}`;
  if (path.startsWith(BALANCES)) return `${BALANCES}{address}`;
  if (path.startsWith(VALIDATORS)) return `${VALIDATORS}{validator}`;
  if (path.startsWith(ACCOUNTS)) return `${ACCOUNTS}{address}`;
  return path === '/cosmos/tx/v1beta1/txs' ? path : 'unmatched';
}

function refusal(status: number, code: number, message: string): Answer {
  return { status, body: JSON.stringify({ code, message, details: [] }) };
}

function validator(known: (typeof CHAIN_VALIDATORS)[number]): Record<string, unknown> {
  const tokens = String(known.power * 1_000_000);
  return {
    operator_address: known.operator,
    consensus_pubkey: { '@type': '/cosmos.crypto.ed25519.PubKey', key: asBase64(known.address) },
    jailed: false,
    status: 'BOND_STATUS_BONDED',
    tokens,
    delegator_shares: `${tokens}.000000000000000000`,
    description: { moniker: known.moniker, identity: '', website: '', security_contact: '', details: '' },
    commission: { commission_rates: { rate: '0.100000000000000000', max_rate: '0.200000000000000000' } },
    min_self_delegation: '1',
  };
}

function pages(total: number): { next_key: null; total: string } {
  return { next_key: null, total: String(total) };
}

/** The account that the faucet pays from. */
export const FAUCET_ADDRESS = addressOf('remes', 'faucet');
