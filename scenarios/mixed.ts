import { BLOCK_THRESHOLDS, blockScenarios, blocksStep, eventsStep } from './lib/block-watch.ts';
import { canaryStep } from './lib/canary.ts';
import type { PinnedBlock } from './lib/chain-checks.ts';
import { CHAIN_THRESHOLDS, chainStep, PINNED_BLOCKS, pinBlocks } from './lib/chain-step.ts';
import { expectedRequests, requestsEachVisit } from './lib/expected-requests.ts';
import { limitedParts, limiterStep } from './lib/limiter-step.ts';
import { type Load, loadOptions, loadSeconds, peakRate, rateScenario } from './lib/load-options.ts';
import { PAGE_THRESHOLDS } from './lib/page-step.ts';
import { busiestShareOfReads, readMixStep } from './lib/read-mix-step.ts';
import { readSettings, type Settings } from './lib/settings.ts';
import { visitStep } from './lib/visit-step.ts';
import { listenerThresholds } from './lib/ws-listener.ts';
import { listenersScenario, listenersStep } from './lib/ws-scenarios.ts';

/** A tab asks the API 11.3 times a minute, and one in ten listens on a WebSocket (contract 10.2 and 10.3). */
const TAB_RATE = 11.3 / 60;
const LISTENING_TABS = 0.1;
/** Pages opened for each request to the API: every tab one in two minutes. */
const PAGES_SHARE = 1 / 120 / TAB_RATE;
/** Requests straight to the node for each request to the API: launchers and wallets, one to twenty tabs. */
const CHAIN_SHARE = 0.1;

const settings = readSettings(__ENV);
const seconds = loadSeconds(settings);
const { rpcUrl, lcdUrl, webUrl } = settings;
const hasChain = rpcUrl !== null && lcdUrl !== null;
const listeners =
  settings.listeners ?? Math.max(2, Math.round((peakRate(settings) / TAB_RATE) * LISTENING_TABS));
const steps = {
  api: readMixStep(settings),
  frontend: webUrl === null ? null : visitStep(settings),
  chain: hasChain ? chainStep(settings) : null,
};

export const options = loadOptions(mixedLoad(settings), settings);

/** What the harness reads and k6 ignores: the parts of R3MES that this scenario puts under load or depends on. */
export const r3mes = {
  title: 'all of R3MES at once: API, WebSockets, pages and chain in the proportions of the dashboard',
  parts: ['api', 'websocket', 'chain', 'frontend', 'postgres', 'redis', 'system'],
  mutates: false,
  /** Of its requests, on one path and by one client: what a limit by path is compared with. */
  busiestShare: busiestShareOfReads(settings),
  requestsPerIteration: expectedRequests(
    settings,
    () => ({
      ...{ api: 1, websocket: 0, chain: 1, events: 0 },
      frontend: requestsEachVisit(rateScenario(settings, 'frontend', PAGES_SHARE)),
    }),
    limitedParts(settings),
  ),
  requestsAround: rpcUrl === null ? 0 : 1 + PINNED_BLOCKS,
};

/** Blocks whose answers are known, for every VU. */
export function setup(): readonly PinnedBlock[] {
  return rpcUrl === null ? [] : pinBlocks(rpcUrl);
}

/** One request of the API's read mix. */
export default function api(): void {
  steps.api();
}

/** One visit to a page. */
export function frontend(): void {
  steps.frontend?.();
}

/** One request to the node. */
export function chain(pinned: readonly PinnedBlock[]): void {
  steps.chain?.(pinned);
}

/** A group of idle listeners. */
export const websocket = listenersStep(settings, listeners, seconds);

/** One look at the height, and a subscription to new blocks. */
export const blocks = rpcUrl === null ? () => {} : blocksStep(settings);
export const events = rpcUrl === null ? () => {} : eventsStep(settings, seconds);

/** The API's canary. */
export const canary = canaryStep(settings.apiUrl);

/** The proof of the limiter, for --expect-rate-limit. */
export const limiter = limiterStep(settings, limitedParts(settings));

// What the target does not have is left out.
function mixedLoad(given: Settings): Load {
  return {
    scenarios: {
      api: rateScenario(given, 'default'),
      websocket: listenersScenario('websocket', listeners, seconds),
      ...(webUrl === null ? {} : { frontend: rateScenario(given, 'frontend', PAGES_SHARE) }),
      ...(hasChain ? { chain: rateScenario(given, 'chain', CHAIN_SHARE), ...blockScenarios(seconds) } : {}),
    },
    thresholds: {
      ...listenerThresholds(given, seconds),
      ...(webUrl === null ? {} : PAGE_THRESHOLDS),
      ...(hasChain ? { ...CHAIN_THRESHOLDS, ...BLOCK_THRESHOLDS } : {}),
    },
  };
}
