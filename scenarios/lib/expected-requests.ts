import type { Scenario } from 'k6/options';
import { type Limited, limiterRequests } from './limiter-step.ts';
import { ASSETS_A_PAGE, isColdVisit } from './pages.ts';
import type { Settings } from './settings.ts';
import { dueTimes, pollsOf, type TabLoad, tabCount, tabPlan } from './tab-plan.ts';

/** HTTP requests that an iteration makes, on average over the plan, by k6 scenario; WebSockets are none. */
export type RequestsEach = Readonly<Record<string, number>>;

/**
 * What the harness reads of a script's requests: of the given scenarios, and of those that stand beside every load. Worked
 * out in the first init alone, where k6 reads the options: VUs have no use for it.
 */
export function expectedRequests(
  settings: Settings,
  own: () => RequestsEach,
  limited: readonly Limited[] = ['api'],
): RequestsEach {
  if (__VU !== 0) return {};
  const { expectRateLimit } = settings;
  return { ...own(), canary: 1, ...(expectRateLimit ? { limiter: limiterRequests(settings, limited) } : {}) };
}

/** Of one visit to a page, over the visits of a scenario: the first ones open more assets than those that follow. */
export function requestsEachVisit(scenario: Scenario): number {
  const visits = iterationsOf(scenario);
  let cold = 0;
  for (let visit = 0; visit < visits; visit++) if (isColdVisit(visit)) cold++;
  return visits === 0 ? 1 : 1 + (ASSETS_A_PAGE * cold) / visits;
}

/** Of one tab, over all tabs of a load; polls that are left out behind a slow answer are in it. */
export function requestsEachTab(load: TabLoad, { hasPages }: { hasPages: boolean }): number {
  const tabs = tabCount(load);
  let requests = 0;
  for (let tab = 0; tab < tabs; tab++) {
    for (const [visit, stay] of tabPlan(tab, load).entries()) {
      if (hasPages) requests += visit === 0 ? 1 + ASSETS_A_PAGE : 1;
      for (const poll of pollsOf(stay.page, load)) requests += dueTimes(stay, poll).length;
    }
  }
  return requests / tabs;
}

// Iterations that an arrival rate starts.
function iterationsOf(scenario: Scenario): number {
  const { executor } = scenario;
  if (executor === 'constant-arrival-rate')
    return (scenario.rate * ms(scenario.duration)) / ms(scenario.timeUnit ?? '1s');
  if (executor !== 'ramping-arrival-rate') return 0;
  let from = scenario.startRate ?? 0;
  let sum = 0;
  for (const { target, duration } of scenario.stages) {
    sum += (((from + target) / 2) * ms(duration)) / ms(scenario.timeUnit ?? '1s');
    from = target;
  }
  return sum;
}

// As load-options.ts writes them: whole milliseconds or seconds.
const ms = (text: string): number => Number.parseFloat(text) * (text.endsWith('ms') ? 1 : 1000);
