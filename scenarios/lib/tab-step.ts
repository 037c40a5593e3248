import exec from 'k6/execution';
import { Rate, Trend } from 'k6/metrics';
import type { PerVUIterationsScenario } from 'k6/options';
import { setTimeout } from 'k6/timers';
import { forwardedFor, isLoopback, runNetwork } from './clients.ts';
import { k6Duration } from './duration.ts';
import { loadSeconds, shapeOf } from './load-options.ts';
import { pageStep } from './page-step.ts';
import { seededRandom } from './random.ts';
import { asyncRequestStep } from './request-step.ts';
import { apiRoutes } from './routes.ts';
import { declares, type Settings } from './settings.ts';
import { zipfPlace } from './spread.ts';
import { dueTimes, pollsOf, type Stay, type TabLoad, tabCount, tabPlan } from './tab-plan.ts';
import { walletPool } from './wallet-pool.ts';
import { CHANNELS, listen } from './ws-listener.ts';

/** Share of polls that were not sent because the one before was still under way. */
const pollsSkipped = new Rate('polls_skipped');

/** Time from when a poll was due to its answer, in ms: what a late start hides is in it. */
const pollLatency = new Trend('poll_latency', true);

/** Polls are made when they are due: the share that was not is what a rate that is not delivered is elsewhere. */
export const TAB_THRESHOLDS = { polls_skipped: ['rate<0.01'] };

/** Of so many tabs one listens on a WebSocket (contract 10.3). */
const LISTENS_EVERY = 10;

/** How the settings' tabs are opened. */
export const tabLoad = (settings: Settings): TabLoad => ({
  tabs: settings.tabs,
  shape: shapeOf(settings),
  seed: settings.seed,
  quarantine: settings.quarantine,
});

/** A VU for each tab, with one iteration of the default export as long as the tab is open. */
export function tabScenario(settings: Settings): PerVUIterationsScenario {
  return {
    executor: 'per-vu-iterations',
    vus: tabCount(tabLoad(settings)),
    iterations: 1,
    maxDuration: k6Duration(loadSeconds(settings) + 30),
  };
}

/** One tab of the dashboard, from its opening to its end; for init code, one per VU. */
export function tabStep(settings: Settings): () => void {
  const load = tabLoad(settings);
  const ask = asyncRequestStep(settings.apiUrl);
  const open = settings.webUrl === null ? null : pageStep(settings.webUrl);
  const routes = apiRoutes(settings);
  const wallets = walletPool(settings.wallets);
  return () => {
    const tab = exec.scenario.iterationInTest;
    const startMs = exec.scenario.startTime;
    const stays = tabPlan(tab, load);
    const client = clientOf(tab, settings);
    const wallet = wallets.at(zipfPlace(seededRandom(settings.seed, tab + 1_000_000)(), wallets.size));
    const at = (seconds: number, act: () => void) =>
      setTimeout(act, Math.max(0, startMs + seconds * 1000 - Date.now()));
    const pollAll = (stay: Stay) => {
      for (const poll of pollsOf(stay.page, load)) {
        repeat({
          times: dueTimes(stay, poll),
          at,
          startMs,
          send: () => ask(routes[poll.route], wallet, client),
        });
      }
    };
    for (const [visit, stay] of stays.entries()) {
      at(stay.from, () => {
        if (open !== null) open(stay.page, visit === 0 ? 'cold' : 'warm', client);
        pollAll(stay);
      });
    }
    const [first] = stays;
    const last = stays.at(-1);
    if (
      first !== undefined &&
      last !== undefined &&
      tab % LISTENS_EVERY === 0 &&
      declares(settings, 'websocket')
    ) {
      const path = CHANNELS[(tab / LISTENS_EVERY) % CHANNELS.length] ?? CHANNELS[0];
      at(first.from, () => listen({ path, untilMs: startMs + last.until * 1000, settings }));
    }
  };
}

interface Repeated {
  times: readonly number[];
  /** Epoch ms: zero of the times. */
  startMs: number;
  at: (seconds: number, act: () => void) => void;
  send: () => Promise<void>;
}

// Not delayed by a slow answer: while one is awaited, the next is left out, as the dashboard's query client does.
function repeat(repeated: Repeated, turn = 0, state = { waiting: false }): void {
  const { times, startMs, at, send } = repeated;
  const due = times[turn];
  if (due === undefined) return;
  at(due, () => {
    repeat(repeated, turn + 1, state);
    pollsSkipped.add(state.waiting);
    if (state.waiting) return;
    state.waiting = true;
    const answered = () => {
      state.waiting = false;
      pollLatency.add(Date.now() - startMs - due * 1000);
    };
    send().then(answered, answered);
  });
}

// A tab is a person with an address of his own, where the backend can be told so.
function clientOf(tab: number, { limits, clients, apiUrl }: Settings): Readonly<Record<string, string>> {
  if (clients !== null) return clients === 1 ? {} : forwardedFor(runNetwork(), tab % clients);
  return limits.perMinuteAndPath !== null && isLoopback(apiUrl) ? forwardedFor(runNetwork(), tab) : {};
}
