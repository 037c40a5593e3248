import {
  aboutWallet,
  adapters,
  type BodyCheck,
  blocksInOrder,
  flagAt,
  fourRoles,
  hasStake,
  heightRises,
  isExposition,
  listOf,
  newestBlockFresh,
  numbersAt,
  onChain,
  rowsOf,
  says,
  timestampIsNow,
  userOrReason,
} from './body-checks.ts';

/** One route of the API as scenarios ask it: what to send and what a healthy answer is. */
export interface Route {
  /** The tag `name` of its requests: path and query, with `:wallet` in place of a wallet. */
  readonly name: string;
  readonly path: (wallet: string) => string;
  /** Statuses that are right, 404 among them only where the contract says so. */
  readonly statuses: readonly number[];
  readonly format: 'json' | 'text';
  /** Of a right answer's body; the keys are the checks' names, without the route's. */
  readonly bodyChecks: Readonly<Record<string, BodyCheck>>;
}

/** What a target's answers are compared with; '' accepts any. */
export interface Expectations {
  readonly chainId: string;
  readonly inferenceMode: string;
}

/** Every read-only route of the API that scenarios ask, by a short key. */
export type RouteTable = ReturnType<typeof apiRoutes>;

const get = (name: string, bodyChecks: Record<string, BodyCheck>): Route => ({
  name,
  path: name.includes(':wallet') ? (wallet) => name.replace(':wallet', wallet) : () => name,
  statuses: [200],
  format: 'json',
  bodyChecks,
});

/** The routes, with checks that hold state of their own: make one table per VU. */
export function apiRoutes(expected: Expectations) {
  return { ...dashboardRoutes(), ...walletRoutes(), ...registryRoutes(), ...systemRoutes(expected) };
}

function dashboardRoutes() {
  const dashboard = '/api/blockchain/dashboard';
  return {
    dashboardStatus: get(`${dashboard}/status`, {
      'height is above 0 and does not fall': heightRises(),
      'timestamp is now': timestampIsNow,
    }),
    dashboardBlocks: get(`${dashboard}/blocks?limit=20`, {
      'blocks are complete and in order': blocksInOrder(20),
      'newest block is under 60 s old': newestBlockFresh,
    }),
    dashboardLocations: get(`${dashboard}/locations?limit=200`, {
      'locations have an address': listOf('locations', 'address'),
    }),
    dashboardMiners: get(`${dashboard}/miners`, { 'miners have an address': listOf('miners', 'address') }),
    dashboardStatistics: get(`${dashboard}/statistics`, { 'stake is above 0': hasStake }),
    networkStats: get('/network/stats', { 'height is above 0 and does not fall': heightRises() }),
    blocks50: get('/blocks?limit=50', {
      'blocks are complete and in order': blocksInOrder(50),
      'newest block is under 60 s old': newestBlockFresh,
    }),
    blocks10: get('/blocks?limit=10', {
      'blocks are complete and in order': blocksInOrder(10),
      'newest block is under 60 s old': newestBlockFresh,
    }),
  };
}

function walletRoutes() {
  return {
    minerStats: get('/miner/stats/:wallet', {
      'is about the wallet': aboutWallet,
      'figures are numbers': numbersAt('total_earnings', 'hashrate', 'blocks_found', 'network_difficulty'),
    }),
    minerEarnings: get('/miner/earnings/:wallet?days=7', {
      'has 7 days': rowsOf('earnings', 7, 'earnings'),
    }),
    minerHashrate: get('/miner/hashrate/:wallet?days=7', {
      'has 7 days': rowsOf('hashrate', 7, 'hashrate'),
    }),
    userTransactions: get('/user/:wallet/transactions?limit=50', {
      'transactions have a hash': listOf('transactions', 'hash'),
    }),
    userInfo: {
      ...get('/user/info/:wallet', { 'has credits, or says why not': userOrReason }),
      statuses: [200, 404],
    },
  };
}

function registryRoutes() {
  return {
    leaderboardMiners: get('/leaderboard/miners?limit=100', {
      'miners have an address': listOf('miners', 'address'),
    }),
    leaderboardValidators: get('/leaderboard/validators?limit=100', {
      'validators have an address': listOf('validators', 'operator_address'),
    }),
    servingNodes: get('/serving/nodes', { 'nodes have an address': listOf('nodes', 'node_address') }),
    proposerNodes: get('/proposer/nodes', { 'nodes have an address': listOf('nodes', 'node_address') }),
    proposerPool: get('/proposer/pool', { 'gradients are counted': numbersAt('total_count') }),
    roles: get('/roles', { 'has the four roles': fourRoles }),
    rolesSummary: get('/roles/stats/summary', { 'counts four roles': rowsOf('stats', 4, 'total_nodes') }),
    loraList: get('/api/lora/list', { 'adapters have a name': adapters }),
    faucetStatus: get('/faucet/status', { 'says whether it is enabled': flagAt('enabled') }),
  };
}

function systemRoutes({ chainId, inferenceMode }: Expectations) {
  return {
    inferenceHealth: get('/api/inference/health', { 'says its mode': says('inference_mode', inferenceMode) }),
    systemTime: get('/system/time', { 'tells the time': numbersAt('server_time') }),
    health: get('/health', {
      'is healthy': says('status', 'healthy'),
      'says its mode': says('inference_mode', inferenceMode),
    }),
    healthDatabase: get('/health/database', { 'is healthy': says('status', 'healthy') }),
    healthPool: get('/health/pool', { 'counts its connections': numbersAt('size', 'used', 'available') }),
    healthRedis: get('/health/redis', { 'is connected': says('redis', 'connected') }),
    healthSecrets: get('/health/secrets', { 'is healthy': says('status', 'healthy') }),
    healthBlockchain: get('/health/blockchain', { 'is on the expected chain': onChain(chainId) }),
    metrics: {
      ...get('/metrics', { 'is Prometheus text': isExposition }),
      format: 'text' as const,
    },
  };
}
