import { canaryStep } from './lib/canary.ts';
import { expectedRequests, requestsEachTab } from './lib/expected-requests.ts';
import { limitedParts, limiterStep } from './lib/limiter-step.ts';
import { loadOptions, loadSeconds } from './lib/load-options.ts';
import { PAGE_THRESHOLDS } from './lib/page-step.ts';
import { declares, readSettings } from './lib/settings.ts';
import { TAB_THRESHOLDS, tabLoad, tabScenario, tabStep } from './lib/tab-step.ts';
import { listenerThresholds } from './lib/ws-listener.ts';

const settings = readSettings(__ENV, { durationSeconds: 120 });

export const options = loadOptions(
  {
    scenarios: { journeys: tabScenario(settings) },
    thresholds: {
      ...TAB_THRESHOLDS,
      ...(settings.webUrl === null ? {} : PAGE_THRESHOLDS),
      ...(declares(settings, 'websocket') ? listenerThresholds(settings, loadSeconds(settings)) : {}),
    },
  },
  settings,
);

/** What the harness reads and k6 ignores: the parts of R3MES that this scenario puts under load or depends on. */
export const r3mes = {
  title:
    'open tabs of the dashboard: pages, polls at their real intervals, WebSockets, a wallet of their own',
  parts: ['api', 'websocket', 'chain', 'frontend', 'postgres', 'redis', 'system'],
  mutates: false,
  requestsPerIteration: expectedRequests(
    settings,
    () => ({ journeys: requestsEachTab(tabLoad(settings), { hasPages: settings.webUrl !== null }) }),
    limitedParts(settings),
  ),
};

/** One tab, from its opening to its end. */
export default tabStep(settings);

/** The API's canary. */
export const canary = canaryStep(settings.apiUrl);

/** The proof of the limiter, for --expect-rate-limit. */
export const limiter = limiterStep(settings, limitedParts(settings));
