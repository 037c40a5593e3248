import type { RouteTable } from './routes.ts';

/** What an open tab asks again and again; without an interval, once when it comes to the page. */
export interface Poll {
  readonly route: keyof RouteTable;
  readonly everySeconds: number | null;
}

const every = (everySeconds: number, ...routes: (keyof RouteTable)[]): Poll[] =>
  routes.map((route) => ({ route, everySeconds }));
const once = (...routes: (keyof RouteTable)[]): Poll[] =>
  routes.map((route) => ({ route, everySeconds: null }));

/** The polls of the dashboard's pages at their real intervals (contract 10.1); what is not mounted is left out. */
export const POLLS: Readonly<Record<string, readonly Poll[]>> = {
  '/': every(30, 'networkStats'),
  '/app': every(30, 'networkStats'),
  '/network': [
    ...every(5, 'dashboardStatus'),
    ...every(10, 'dashboardBlocks'),
    ...every(15, 'blocks50'),
    ...every(30, 'dashboardLocations', 'dashboardMiners', 'dashboardStatistics', 'networkStats'),
    ...once('rolesSummary'),
  ],
  '/mine': [
    ...every(10, 'minerStats'),
    ...every(15, 'blocks10'),
    ...every(60, 'minerEarnings', 'minerHashrate'),
  ],
  '/wallet': every(30, 'userTransactions'),
  '/leaderboard': every(30, 'leaderboardMiners', 'leaderboardValidators'),
  '/serving': every(30, 'servingNodes'),
  '/roles': once('roles', 'rolesSummary'),
  '/faucet': once('faucetStatus'),
  '/proposer': every(30, 'proposerNodes', 'proposerPool'),
  '/playground': every(30, 'inferenceHealth'),
  '/analytics': [],
  '/chat': [],
};
