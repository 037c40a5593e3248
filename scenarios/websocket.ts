import { canaryStep } from './lib/canary.ts';
import { expectedRequests } from './lib/expected-requests.ts';
import { limiterStep } from './lib/limiter-step.ts';
import { loadOptions, loadSeconds } from './lib/load-options.ts';
import { readSettings } from './lib/settings.ts';
import { CONTRACT_THRESHOLDS, contractScenario, contractStep } from './lib/ws-contract-step.ts';
import { listenerThresholds } from './lib/ws-listener.ts';
import { listenersScenario, listenersStep } from './lib/ws-scenarios.ts';

/** Longer than a silent client is borne, and two pings. */
const DURATION_SECONDS = 75;

const settings = readSettings(__ENV, { durationSeconds: DURATION_SECONDS });
const seconds = loadSeconds(settings);
const listeners = settings.listeners ?? 100;

export const options = loadOptions(
  {
    scenarios: {
      websocket: listenersScenario('default', listeners, seconds),
      contract: contractScenario(settings),
    },
    thresholds: { ...listenerThresholds(settings, seconds), ...CONTRACT_THRESHOLDS },
  },
  settings,
);

/** What the harness reads and k6 ignores: the parts of R3MES that this scenario puts under load or depends on. */
export const r3mes = {
  title:
    'idle listeners on the public channels: pings, drops, pushed messages; who is refused and who is closed',
  parts: ['websocket'],
  mutates: false,
  requestsPerIteration: expectedRequests(settings, () => ({ websocket: 0, contract: 0 })),
};

/** A group of idle listeners. */
export default listenersStep(settings, listeners, seconds);

/** What the server does with others. */
export const contract = contractStep(settings);

/** The API's canary. */
export const canary = canaryStep(settings.apiUrl);

/** The proof of the limiter, for --expect-rate-limit. */
export const limiter = limiterStep(settings);
