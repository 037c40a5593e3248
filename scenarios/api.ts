import { canaryStep } from './lib/canary.ts';
import { expectedRequests } from './lib/expected-requests.ts';
import { limiterStep } from './lib/limiter-step.ts';
import { loadOptions, rateScenario } from './lib/load-options.ts';
import { busiestShareOfReads, readMixStep } from './lib/read-mix-step.ts';
import { readSettings } from './lib/settings.ts';

const settings = readSettings(__ENV);
const step = readMixStep(settings);

export const options = loadOptions({ scenarios: { api: rateScenario(settings, 'default') } }, settings);

/** What the harness reads and k6 ignores: the parts of R3MES that this scenario puts under load or depends on. */
export const r3mes = {
  title: 'the read mix of the dashboard, at a constant rate',
  parts: ['api', 'chain', 'postgres', 'redis', 'system'],
  mutates: false,
  /** Of its requests, on one path and by one client: what a limit by path is compared with. */
  busiestShare: busiestShareOfReads(settings),
  requestsPerIteration: expectedRequests(settings, () => ({ api: 1 })),
};

/** One request of the read mix. */
export default function api(): void {
  step();
}

/** The event loop's canary, at a constant rate beside the mix. */
export const canary = canaryStep(settings.apiUrl);

/** The proof of the limiter, for --expect-rate-limit. */
export const limiter = limiterStep(settings);
