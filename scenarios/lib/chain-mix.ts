import type { ChainRoute, chainRoutes } from './chain-routes.ts';
import type { Share } from './mix.ts';

/**
 * What a node is asked, in percent. Three parts: what the API's own fan-out asks for each of its reads (blocks by
 * height most of all), what the desktop launchers poll, and what explorers, wallets and probes ask.
 */
export function chainMix(routes: ReturnType<typeof chainRoutes>): readonly Share<ChainRoute>[] {
  return [
    { weight: 34, inTurn: [routes.lcdBlock] },
    { weight: 10, inTurn: [routes.remesStatistics] },
    { weight: 8, inTurn: [routes.lcdLatest] },
    { weight: 6, inTurn: [routes.remesMiners] },
    { weight: 5, inTurn: [routes.remesParams] },
    { weight: 4, inTurn: [routes.pool] },
    { weight: 3, inTurn: [routes.stakers, routes.inflation, routes.modelParams] },
    { weight: 2, inTurn: [routes.registrations, routes.minerScore] },
    { weight: 2, inTurn: [routes.modelState, routes.syncing] },
    { weight: 2, inTurn: [routes.balance] },
    { weight: 8, inTurn: [routes.status] },
    { weight: 6, inTurn: [routes.nodeInfo] },
    { weight: 4, inTurn: [routes.block] },
    { weight: 2, inTurn: [routes.blockCall] },
    { weight: 2, inTurn: [routes.statusCall] },
    { weight: 2, inTurn: [routes.health, routes.netInfo, routes.abciInfo, routes.validators] },
  ];
}
