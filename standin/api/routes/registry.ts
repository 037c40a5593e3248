import { FAUCET_ADDRESS } from '../../chain/lcd-server.ts';
import { CHAIN_ID } from '../../chain/ledger.ts';
import type { Row } from '../../postgres/database.ts';
import { listAt, numberAt, textAt } from '../json-at.ts';
import { integer, type Route, route } from '../route.ts';

const ROLES = ['Miner', 'Serving Node', 'Validator', 'Proposer'] as const;
const page = { limit: integer(100), offset: integer(0) } as const;

/** Leaderboards, nodes, roles, adapters and the faucet. The chain's own lists are empty, as its keeper leaves them. */
export const registryRoutes: readonly Route[] = [
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
    path: '/api/miners/leaderboard',
    limit: null,
    query: { limit: integer(50, 1, 200), tier: { kind: 'text', default: null } },
    shape: {
      leaderboard: [{ address: 's' }],
      total: 'i',
      tier_distribution: { map: 'i' },
      tier_config: { map: 'f' },
    },
    // One of the two routes whose cache works in R3MES.
    answer: ({ cache, chain }, { query }) =>
      cache.through(
        { prefix: 'miner_leaderboard', key: `${query.limit} ${query.tier}`, ttlSeconds: 30 },
        async () => {
          await chain.lcd('/remes/remes/v1/dashboard/miners');
          return { leaderboard: [], total: 0, tier_distribution: {}, tier_config: {} };
        },
      ),
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
      const answer = await chain.lcd('/cosmos/staking/v1beta1/validators');
      const validators = listAt(answer, 'validators')
        .slice(0, query.limit)
        .map((validator) => ({
          operator_address: textAt(validator, 'operator_address'),
          moniker: textAt(validator, 'description', 'moniker'),
          status: textAt(validator, 'status'),
          tokens: textAt(validator, 'tokens'),
          voting_power: numberAt(validator, 'tokens') / 1e6,
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
      const answer = await chain.lcd(`/cosmos/bank/v1beta1/balances/${FAUCET_ADDRESS}`);
      const balance = textAt(listAt(answer, 'balances')[0], 'amount') || '0';
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

function adapter(row: Row) {
  const orNull = (key: string) => (row[key] === null ? null : String(row[key]));
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
