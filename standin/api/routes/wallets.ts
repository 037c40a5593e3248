import type { Row } from '../../postgres/database.ts';
import { ApiError } from '../api-error.ts';
import { numberAt } from '../json-at.ts';
import { integer, type Route, route, type Sources } from '../route.ts';

const DAY_MS = 86_400_000;

/** What the API knows of one wallet, from PostgreSQL. */
export const walletRoutes: readonly Route[] = [
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
      if (user === undefined) throw new ApiError(404, { detail: 'User not found' });
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
      const answer = { transactions: [], total: 0 };
      await cache.writeOnly('user_transactions', answer, 30);
      return answer;
    },
  }),
];

async function minerStats({ database, chain }: Sources, wallet: string) {
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

// Exactly one row a day, also for days without any: the dashboard draws them all.
function daily(table: string, value: string): string {
  return `SELECT day::date::text AS day, coalesce(${value}, 0)::float8 AS value
    FROM generate_series(current_date - ($2::int - 1), current_date, interval '1 day') AS day
    LEFT JOIN ${table} h ON h.wallet_address = $1 AND h.recorded_at >= day AND h.recorded_at < day + interval '1 day'
    GROUP BY day ORDER BY day`;
}

const MONTH_DAY = new Intl.DateTimeFormat('en-US', { month: 'short', day: '2-digit', timeZone: 'UTC' });

function dayName(row: Row): string {
  return MONTH_DAY.format(Math.floor(Date.parse(`${String(row['day'])}T00:00:00Z`) / DAY_MS) * DAY_MS);
}
