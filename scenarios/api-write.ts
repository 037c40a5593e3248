import { canaryStep } from './lib/canary.ts';
import { expectedRequests } from './lib/expected-requests.ts';
import { limiterStep } from './lib/limiter-step.ts';
import { loadOptions, rateScenario } from './lib/load-options.ts';
import { readSettings } from './lib/settings.ts';
import { busiestShareOfWrites, OWN, registerOwn, retireOwn, writeStep } from './lib/write-steps.ts';

const settings = readSettings(__ENV, { rate: 5 });
if (!settings.allowWrites) {
  throw new Error(
    'this scenario changes data: say -e R3MES_ALLOW_WRITES=1 where the target is a test system',
  );
}
const step = writeStep(settings);

export const options = loadOptions(
  { scenarios: { 'api-write': rateScenario(settings, 'default') } },
  settings,
);

/** What the harness reads and k6 ignores: the parts of R3MES that this scenario puts under load or depends on. */
export const r3mes = {
  title: 'opt-in: registers adapters and nodes of its own, heartbeats, logins, and reads back what it wrote',
  parts: ['api', 'postgres', 'redis', 'system'],
  mutates: true,
  /** Of its requests, on one path and by one client: what a limit by path is compared with. */
  busiestShare: busiestShareOfWrites(settings),
  requestsPerIteration: expectedRequests(settings, () => ({ 'api-write': 1 })),
  requestsAround: 2 * OWN,
};

export function setup(): void {
  registerOwn(settings);
}

/** One request that changes something, or reads it back. */
export default function write(): void {
  step();
}

export function teardown(): void {
  retireOwn(settings);
}

/** The API's canary. */
export const canary = canaryStep(settings.apiUrl);

/** The proof of the limiter, for --expect-rate-limit. */
export const limiter = limiterStep(settings);
