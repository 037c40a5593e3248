/** A page of the dashboard; its weight is the share of tabs that are on it (contract 10.2). */
export interface Page {
  readonly path: string;
  readonly weight: number;
}

/** The pages that tabs are on, in percent. */
export const PAGES: readonly Page[] = [
  { path: '/', weight: 15 },
  { path: '/app', weight: 10 },
  { path: '/network', weight: 25 },
  { path: '/mine', weight: 20 },
  { path: '/wallet', weight: 7 },
  { path: '/leaderboard', weight: 6 },
  { path: '/serving', weight: 3 },
  { path: '/roles', weight: 3 },
  { path: '/faucet', weight: 3 },
  { path: '/proposer', weight: 2 },
  { path: '/playground', weight: 2 },
  { path: '/analytics', weight: 2 },
  { path: '/chat', weight: 2 },
];
