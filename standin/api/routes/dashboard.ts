import { LATEST_BLOCK } from '../chain-client.ts';
import { listAt, numberAt, textAt } from '../json-at.ts';
import { integer, type Route, route, type Sources } from '../route.ts';

/** What the dashboard shows of the chain. With the chain down they all answer 200 with zeros or empty lists. */
export const dashboardRoutes: readonly Route[] = [
  route({
    path: '/network/stats',
    limit: 30,
    shape: { active_miners: 'i', total_users: 'i', total_credits: 'f', block_height: 'i' },
    async answer({ chain, database }) {
      const statistics = await chain.lcd('/remes/remes/v1/dashboard/statistics');
      await chain.lcd('/cosmos/staking/v1beta1/pool');
      const latest = await chain.lcd(LATEST_BLOCK);
      const [row] = await database.rows(
        'network_stats',
        'SELECT count(*)::int AS users, coalesce(sum(credits), 0)::float8 AS credits FROM users',
      );
      return {
        active_miners: numberAt(statistics, 'active_miners'),
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
      const statistics = await chain.lcd('/remes/remes/v1/dashboard/statistics');
      const status = await chain.rpcStatus();
      return {
        active_miners: numberAt(statistics, 'active_miners'),
        total_gradients: numberAt(statistics, 'total_gradients'),
        model_updates: numberAt(statistics, 'total_aggregations'),
        block_height: numberAt(status, 'result', 'sync_info', 'latest_block_height'),
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
      const answer = { miners: [], total: 0 };
      await cache.writeOnly('dashboard_miners', answer, 30);
      return answer;
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

function blocksRoute(path: string, prefix: string, defaultLimit: number): Route {
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

async function statistics({ chain, cache }: Sources) {
  const pool = await chain.lcd('/cosmos/staking/v1beta1/pool');
  const mint = await chain.lcd('/cosmos/mint/v1beta1/inflation');
  const model = await chain.lcd('/remes/remes/v1/model_params');
  const validators = await chain.lcd('/cosmos/staking/v1beta1/validators?status=BOND_STATUS_BONDED');
  const bonded = textAt(pool, 'pool', 'bonded_tokens') || '0';
  const answer = {
    total_stake: bonded,
    inflation_rate: textAt(mint, 'inflation') || '0',
    model_version: textAt(model, 'model_version') || 'v1.0.0',
    active_validators: listAt(validators, 'validators').length,
    total_miners: 0,
    network_hashrate: 0,
    bonded_tokens: bonded,
    unbonded_tokens: textAt(pool, 'pool', 'not_bonded_tokens') || '0',
  };
  await cache.writeOnly('dashboard_statistics', answer, 30);
  return answer;
}

// One call for the newest and one a block, each after the other, as R3MES's client makes them.
async function recentBlocks({ chain, cache }: Sources, prefix: string, limit: number) {
  const total = heightOf(await chain.lcd(LATEST_BLOCK));
  const blocks = [];
  for (let height = total; height > 0 && height > total - limit; height--) {
    const block = await chain.lcd(`/cosmos/base/tendermint/v1beta1/blocks/${height}`);
    if (block === null) break;
    const proposer = textAt(block, 'block', 'header', 'proposer_address');
    const time = textAt(block, 'block', 'header', 'time');
    blocks.push({
      height,
      hash: textAt(block, 'block_id', 'hash'),
      miner: proposer,
      proposer,
      timestamp: time,
      time,
      validator_set_hash: textAt(block, 'block', 'header', 'validators_hash'),
      tx_count: listAt(block, 'block', 'data', 'txs').length,
    });
  }
  const answer = { blocks, limit, total };
  await cache.writeOnly(prefix, answer, 10);
  return answer;
}

function heightOf(latest: unknown): number {
  return numberAt(latest, 'block', 'header', 'height');
}
