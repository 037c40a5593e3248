import type { Route, RouteTable } from './routes.ts';
import { evenFraction, spreadOrder, zipfPlace } from './spread.ts';

/** A share of the mix, in percent; with several routes, its turns go to them in order. */
export interface Share<R = Route> {
  readonly weight: number;
  readonly inTurn: readonly R[];
}

/** What one iteration asks for. */
export interface Choice<R = Route> {
  readonly route: R;
  /** How often its share was chosen before. */
  readonly turn: number;
  /** Place of its wallet in the pool. */
  readonly walletPlace: number;
}

/**
 * The contract's read mix (10.2). The transactions of a wallet stall the real API for seconds on a healthy chain: without
 * `quarantine` their percent goes to the status of the dashboard. POST /chat costs credits: its percent goes to GET /system/time, of ten turns three
 * to what the platform's own monitors poll. The chain's health comes last of the ten, so under once in 900.
 */
export function readMix(routes: RouteTable, { quarantine }: { quarantine: boolean }): readonly Share[] {
  const { systemTime } = routes;
  return [
    { weight: 26, inTurn: [routes.dashboardStatus] },
    { weight: 13, inTurn: [routes.dashboardBlocks] },
    { weight: 11, inTurn: [routes.minerStats] },
    { weight: 9, inTurn: [routes.networkStats] },
    { weight: 9, inTurn: [routes.blocks50] },
    { weight: 7, inTurn: [routes.blocks10] },
    { weight: 4, inTurn: [routes.dashboardLocations] },
    { weight: 4, inTurn: [routes.dashboardMiners] },
    { weight: 4, inTurn: [routes.dashboardStatistics] },
    { weight: 2, inTurn: [routes.minerEarnings] },
    { weight: 2, inTurn: [routes.minerHashrate] },
    { weight: 1, inTurn: [quarantine ? routes.userTransactions : routes.dashboardStatus] },
    { weight: 1, inTurn: [routes.leaderboardMiners] },
    { weight: 1, inTurn: [routes.leaderboardValidators] },
    { weight: 1, inTurn: [routes.servingNodes] },
    { weight: 1, inTurn: [routes.proposerNodes, routes.proposerPool] },
    { weight: 1, inTurn: [routes.rolesSummary] },
    { weight: 1, inTurn: [routes.inferenceHealth] },
    { weight: 1, inTurn: [routes.roles, routes.faucetStatus, routes.loraList, routes.userInfo] },
    {
      weight: 1,
      inTurn: [
        systemTime,
        routes.health,
        systemTime,
        systemTime,
        routes.metrics,
        systemTime,
        systemTime,
        systemTime,
        systemTime,
        routes.healthBlockchain,
      ],
    },
  ];
}

/**
 * Chooses by an iteration's number alone (`exec.scenario.iterationInTest`), so the counts of any number of
 * iterations are known beforehand, whichever VU, worker or machine runs them: see spreadOrder.
 */
export function mixer<R>(shares: readonly Share<R>[], walletCount: number): (iteration: number) => Choice<R> {
  const order = spreadOrder(shares.map((share) => share.weight));
  const turnsBefore = order.map(
    (item, slot) => order.slice(0, slot).filter((other) => other === item).length,
  );
  return (iteration) => {
    const slot = iteration % order.length;
    const cycle = Math.floor(iteration / order.length);
    const share = shares[order[slot] ?? 0];
    const turn = cycle * (share?.weight ?? 0) + (turnsBefore[slot] ?? 0);
    const route = share?.inTurn[turn % share.inTurn.length];
    if (!route) throw new Error(`the mix has no route for iteration ${iteration}`);
    return { route, turn, walletPlace: zipfPlace(evenFraction(iteration), walletCount) };
  };
}
