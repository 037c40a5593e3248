import { BLOCK_THRESHOLDS, blockScenarios, blocksStep, eventsStep } from './lib/block-watch.ts';
import { canaryStep } from './lib/canary.ts';
import type { PinnedBlock } from './lib/chain-checks.ts';
import { CHAIN_THRESHOLDS, chainStep, nodeUrls, PINNED_BLOCKS, pinBlocks } from './lib/chain-step.ts';
import { expectedRequests } from './lib/expected-requests.ts';
import { limiterStep } from './lib/limiter-step.ts';
import { loadOptions, loadSeconds, rateScenario } from './lib/load-options.ts';
import { readSettings } from './lib/settings.ts';

const settings = readSettings(__ENV);
const { rpcUrl } = nodeUrls(settings);
const seconds = loadSeconds(settings);
const step = chainStep(settings);

export const options = loadOptions(
  {
    scenarios: { chain: rateScenario(settings, 'default'), ...blockScenarios(seconds) },
    thresholds: { ...CHAIN_THRESHOLDS, ...BLOCK_THRESHOLDS, dropped_iterations: ['count==0'] },
  },
  settings,
);

/** What the harness reads and k6 ignores: the parts of R3MES that this scenario puts under load or depends on. */
export const r3mes = {
  title: 'a node of the chain by RPC, LCD and subscription, its blocks judged while it is under load',
  parts: ['chain'],
  mutates: false,
  requestsPerIteration: expectedRequests(settings, () => ({ chain: 1, events: 0 })),
  requestsAround: 1 + PINNED_BLOCKS,
};

/** Blocks whose answers are known, for every VU. */
export function setup(): readonly PinnedBlock[] {
  return pinBlocks(rpcUrl);
}

/** One read-only request to the node. */
export default function chain(pinned: readonly PinnedBlock[]): void {
  step(pinned);
}

/** One look at the height. */
export const blocks = blocksStep(settings);

/** A subscription to new blocks. */
export const events = eventsStep(settings, seconds);

/** The API's canary. */
export const canary = canaryStep(settings.apiUrl);

/** The proof of the limiter, for --expect-rate-limit. */
export const limiter = limiterStep(settings);
