import { mixer } from './mix.ts';

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

/** Assets that a document names: those of the stand-in's pages. What another target's are is not known before. */
export const ASSETS_A_PAGE = 6;

/** Of so many visits to a page one is that of a browser that was never there. */
const COLD_EVERY = 4;

const choosePage = mixer(
  PAGES.map(({ path, weight }) => ({ weight, inTurn: [path] })),
  1,
);

/** Whether the nth visit is that of a browser that was never there. */
export const isColdVisit = (visit: number): boolean => choosePage(visit).turn % COLD_EVERY === 0;

/** Which page the nth visit opens. */
export const pageOfVisit = (visit: number): string => choosePage(visit).route;

/** The assets that a document names, each once, in its order. */
export function assetsOf(html: string): string[] {
  const found = [...html.matchAll(/(?:src|href)="(\/_next\/static\/[^"]+)"/g)];
  return [...new Set(found.map(([, path = '']) => path))];
}
