import exec from 'k6/execution';
import { canaryStep } from './lib/canary.ts';
import { loadOptions } from './lib/load-options.ts';
import { mixer, readMix } from './lib/mix.ts';
import { requestStep } from './lib/request-step.ts';
import { apiRoutes } from './lib/routes.ts';
import { readSettings } from './lib/settings.ts';
import { walletPool } from './lib/wallet-pool.ts';

const settings = readSettings(__ENV);
const wallets = walletPool(settings.wallets);
const choose = mixer(readMix(apiRoutes(settings), settings), wallets.size);
const ask = requestStep(settings.apiUrl);

export const options = loadOptions('api', settings);

/** What the harness reads and k6 ignores: the parts of R3MES that this scenario puts under load or depends on. */
export const r3mes = {
  title: 'the read mix of the dashboard, at a constant rate',
  parts: ['api', 'chain', 'postgres', 'redis', 'system'],
  mutates: false,
  /** Of its requests, on one path: what a limit by path is compared with. */
  busiestShare: 0.27,
  requestsPerIteration: 1,
};

/** One request of the read mix, chosen by the iteration's number. */
export default function api(): void {
  const { route, walletPlace } = choose(exec.scenario.iterationInTest);
  ask(route, wallets.at(walletPlace));
}

/** The event loop's canary, at a constant rate beside the mix. */
export const canary = canaryStep(settings.apiUrl);
