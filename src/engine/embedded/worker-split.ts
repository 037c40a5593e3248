import { overlapping } from '../../plan/overlapping.ts';
import { initialVus, maximumVus, regularDurationMs, type ScenarioPlan } from '../../plan/scenario-plan.ts';
import { type Stripe, scaled, stripesOf, stripeWithin } from '../../plan/segments/stripe.ts';
import type { EnginePlan } from '../engine.ts';
import type { WorkerPlan } from './worker/messages.ts';
import { RunBoard } from './worker/run-board.ts';

/** What each worker gets; `spare` is for one that has to take the place of all, without any load. */
export interface SplitPlan {
  board: RunBoard;
  plans: WorkerPlan[];
  spare: WorkerPlan;
}

/** A run divided over worker threads: VUs and rates by the rules of execution segments, so that counts add up. */
export function splitPlan(plan: EnginePlan, workers: number): SplitPlan {
  const { runSetup: _s, runTeardown: _t, setupTimeoutMs: _st, teardownTimeoutMs: _tt, ...common } = plan;
  const order = startOrder(plan.scenarios);
  const shares = order.map((scenario, at) => workerShares(scenario, vusBefore(order, at), workers));
  const parts = Array.from({ length: workers }, (_, worker) => {
    const scenarios = order.flatMap((scenario, at) => {
      const share = shares[at]?.[worker];
      return share ? [{ ...scenario, share: { ...share, numbers: scenario.share.numbers } }] : [];
    });
    return workers === 1
      ? { scenarios, vus: plan.initialVus, maxVus: plan.maxVus }
      : {
          scenarios,
          vus: overlapping(scenarios, initialVus),
          maxVus: overlapping(scenarios, maximumVus),
        };
  });
  const ids = dealtIds(parts.map(({ vus }) => vus));
  const names = order.map(({ name }) => name);
  const board = RunBoard.create(workers, names, ids.flat().length);
  const sharers = Object.fromEntries(
    order.map(({ name }, at) => [name, shares[at]?.filter((share) => share !== null).length ?? 0]),
  );
  const rps = plan.options.rps / workers;
  const plans = parts.map(({ scenarios, maxVus }, worker) => ({
    ...common,
    scenarios,
    sharers,
    maxVus,
    options: { ...plan.options, rps },
    vuIds: ids[worker] as number[],
    worker,
    board: board.handle,
  }));
  const none = { scenarios: [], sharers: {}, maxVus: 0, vuIds: [], worker: workers };
  return { board, plans, spare: { ...common, ...none, board: board.handle } };
}

/** Scenarios as they start. */
function startOrder(scenarios: readonly ScenarioPlan[]): ScenarioPlan[] {
  return [...scenarios].sort((a, b) => a.startTimeMs - b.startTimeMs || (a.name < b.name ? -1 : 1));
}

type WorkerShare = { vus: Stripe; iterations: Stripe };

function workerShares(plan: ScenarioPlan, before: number, workers: number): (WorkerShare | null)[] {
  const own = Array.from({ length: workers }, (_, worker): Stripe => {
    const place = (((worker - before) % workers) + workers) % workers;
    return { cycle: workers, slots: [place] };
  });
  const total = maximumVus(plan);
  const counts = own.map((stripe) => scaled(stripe, total));
  const iterations = stripesOf(counts.filter((part) => part > 0).map((part) => ({ part, of: total })));
  const shared = plan.executor === 'shared-iterations';
  let next = 0;
  return own.map((stripe, worker) => {
    if (counts[worker] === 0) return null;
    const vus = stripeWithin(plan.share.vus, stripe);
    const part = iterations[next++] as Stripe;
    // Shared iterations are not divided: all workers take from one counter.
    return { vus, iterations: shared ? plan.share.iterations : stripeWithin(plan.share.iterations, part) };
  });
}

// VUs of the scenarios that run already: the next one's begin behind them, so that no worker gets all the first ones.
function vusBefore(order: readonly ScenarioPlan[], at: number): number {
  const { startTimeMs } = order[at] as ScenarioPlan;
  return order
    .slice(0, at)
    .filter((plan) => plan.startTimeMs + regularDurationMs(plan) + plan.gracefulStopMs > startTimeMs)
    .reduce((sum, plan) => sum + maximumVus(plan), 0);
}

/** Ids from 1 without gaps, dealt in turn to all who need more. */
function dealtIds(counts: readonly number[]): number[][] {
  const dealt: number[][] = counts.map(() => []);
  const rounds = Math.max(0, ...counts);
  let id = 1;
  for (let round = 0; round < rounds; round++) {
    counts.forEach((count, worker) => {
      if (round < count) dealt[worker]?.push(id++);
    });
  }
  return dealt;
}
