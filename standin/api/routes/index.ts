import type { Route } from '../route.ts';
import { dashboardRoutes } from './dashboard.ts';
import { registryRoutes } from './registry.ts';
import { systemRoutes } from './system.ts';
import { walletRoutes } from './wallets.ts';
import { writeRoutes } from './writes.ts';

/** Every route of the stand-in's API: those of the contract's tables 10.2 and 10.4, health, system, and what changes something. */
export const ROUTES: readonly Route[] = [
  ...dashboardRoutes,
  ...walletRoutes,
  ...registryRoutes,
  ...systemRoutes,
  ...writeRoutes,
];
