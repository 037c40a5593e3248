import { canaryStep } from './lib/canary.ts';
import { expectedRequests, requestsEachVisit } from './lib/expected-requests.ts';
import { limiterStep } from './lib/limiter-step.ts';
import { loadOptions, rateScenario } from './lib/load-options.ts';
import { PAGE_THRESHOLDS } from './lib/page-step.ts';
import { readSettings } from './lib/settings.ts';
import { visitStep } from './lib/visit-step.ts';

const settings = readSettings(__ENV, { rate: 5 });
const step = visitStep(settings);
const load = rateScenario(settings, 'default');
/** The API is not loaded here but for its canary. */
const LIMITED = ['frontend'] as const;

export const options = loadOptions(
  {
    scenarios: { frontend: load },
    thresholds: { ...PAGE_THRESHOLDS, dropped_iterations: ['count==0'] },
  },
  settings,
);

/** What the harness reads and k6 ignores: the parts of R3MES that this scenario puts under load or depends on. */
export const r3mes = {
  title: 'pages of the dashboard with their assets, as first and as returning visitors open them',
  parts: ['frontend'],
  mutates: false,
  requestsPerIteration: expectedRequests(settings, () => ({ frontend: requestsEachVisit(load) }), LIMITED),
};

/** One visit to a page. */
export default function frontend(): void {
  step();
}

/** The API's canary. */
export const canary = canaryStep(settings.apiUrl);

/** The proof of the limiter, for --expect-rate-limit. */
export const limiter = limiterStep(settings, LIMITED);
