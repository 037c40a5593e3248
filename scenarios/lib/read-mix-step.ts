import exec from 'k6/execution';
import { clientCount, clientHeaders } from './clients.ts';
import { peakRate } from './load-options.ts';
import { mixer, readMix } from './mix.ts';
import { requestStep } from './request-step.ts';
import { apiRoutes } from './routes.ts';
import type { Settings } from './settings.ts';
import { walletPool } from './wallet-pool.ts';

/** Of the read mix, on its busiest path: the dashboard's status, with the place of the quarantined route. */
const BUSIEST_SHARE = 0.27;

/** The share of a load's requests that one client sends to one path: what a target's limit is compared with. */
export function busiestShareOfReads(settings: Settings): number {
  return BUSIEST_SHARE / clientsOf(settings);
}

/** One request of the read mix, chosen by the iteration's number in its scenario; for init code, one per VU. */
export function readMixStep(settings: Settings): () => void {
  const wallets = walletPool(settings.wallets);
  const choose = mixer(readMix(apiRoutes(settings), settings), wallets.size);
  const ask = requestStep(settings.apiUrl);
  const headers = clientHeaders(clientsOf(settings));
  return () => {
    const { route, turn, walletPlace } = choose(exec.scenario.iterationInTest);
    ask(route, wallets.at(walletPlace), headers(turn));
  };
}

function clientsOf(settings: Settings): number {
  return clientCount(settings, peakRate(settings) * 60 * BUSIEST_SHARE);
}
