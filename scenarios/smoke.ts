import { sleep } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { hasMetric } from './lib/body-checks.ts';
import { canaryStep, canaryThresholds } from './lib/canary.ts';
import { expectedRequests } from './lib/expected-requests.ts';
import { LIMITER_THRESHOLDS, limiterScenario, limiterStep } from './lib/limiter-step.ts';
import { canaryScenario } from './lib/load-options.ts';
import { requestStep } from './lib/request-step.ts';
import { apiRoutes, type Route } from './lib/routes.ts';
import { readSettings } from './lib/settings.ts';
import { walletPool } from './lib/wallet-pool.ts';

/** The backend may freeze for one second in eleven: the canary watches one whole turn. */
const CANARY_SECONDS = 12;
/** Between two routes: probes look once a second, and are to see what the pass does. */
const PAUSE_SECONDS = 0.2;

const settings = readSettings(__ENV);
const wallets = walletPool(settings.wallets);
const routes = apiRoutes(settings);
const ask = requestStep(settings.apiUrl);

export const options: Options = {
  scenarios: {
    smoke: { executor: 'per-vu-iterations', vus: 1, iterations: 1, maxDuration: '5m' },
    canary: canaryScenario(settings.canaryRate, CANARY_SECONDS),
    ...(settings.expectRateLimit ? { limiter: limiterScenario() } : {}),
  },
  thresholds: {
    checks: ['rate==1'],
    ...canaryThresholds(settings),
    ...(settings.expectRateLimit ? LIMITER_THRESHOLDS : {}),
  },
};

/** What the harness reads and k6 ignores: the parts of R3MES that this scenario puts under load or depends on. */
export const r3mes = {
  title: 'one pass over every read-only route, each answer checked',
  parts: ['api', 'chain', 'postgres', 'redis', 'system'],
  mutates: false,
  requestsPerIteration: expectedRequests(settings, () => ({
    smoke: Object.values(routes).filter(isDeclared).length,
  })),
};

/** Asks every route once, those of a part that the target does not declare, and stalling ones, left out. */
export default function smoke(): void {
  for (const route of Object.values(routes)) {
    if (!isDeclared(route)) continue;
    if (exec.scenario.name === 'smoke') sleep(PAUSE_SECONDS);
    const { status, text } = ask(route, wallets.at(0));
    if (route === routes.metrics && status === 200 && !hasMetric(text, 'api_requests_total')) {
      console.warn('/metrics has no sample of api_requests_total: Prometheus is blind to this API');
    }
  }
}

/** The event loop's canary, at a constant rate beside the pass. */
export const canary = canaryStep(settings.apiUrl);

/** The proof of the limiter, for --expect-rate-limit. */
export const limiter = limiterStep(settings);

function isDeclared(route: Route): boolean {
  if (route === routes.userTransactions) return settings.quarantine;
  if (settings.parts === null) return true;
  if (route === routes.healthRedis) return settings.parts.includes('redis');
  if (route === routes.healthBlockchain) return settings.parts.includes('chain');
  if (route === routes.healthDatabase || route === routes.healthPool)
    return settings.parts.includes('postgres');
  return true;
}
