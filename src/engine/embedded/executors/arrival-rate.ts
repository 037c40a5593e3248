import type { ConstantArrivalRatePlan, RampingArrivalRatePlan } from '../../../plan/scenario-plan.ts';
import { regularDurationMs } from '../../../plan/scenario-plan.ts';
import { scaled } from '../../../plan/segments/stripe.ts';
import type { Vu } from '../vu/vu.ts';
import { constantArrivals, rampingArrivals } from './pacing/arrival-times.ts';
import type { ScenarioRun } from './scenario-run.ts';

type ArrivalPlan = ConstantArrivalRatePlan | RampingArrivalRatePlan;

/**
 * This worker's VUs of an arrival rate. They serve the due times of all workers: whoever has none idle gives the
 * iteration to one that has.
 */
class ArrivalVus {
  readonly #run: ScenarioRun;
  readonly #plan: ArrivalPlan;
  readonly #idle: Vu[] = [];
  #running = 0;
  #onNone: () => void = () => {};
  #warned = false;

  constructor(plan: ArrivalPlan, run: ScenarioRun) {
    this.#run = run;
    this.#plan = plan;
  }

  async prepare(): Promise<void> {
    const { preAllocatedVus, maxVus } = this.#plan;
    const run = this.#run;
    this.#idle.push(...(await run.acquire(run.vusOf(preAllocatedVus))).reverse());
    run.board.addRoom(run.vusOf(maxVus) - this.#idle.length);
    run.board.addIdle(this.#idle.length);
    run.help = (work) => {
      if (work.kind === 'grow') void this.#grow();
      else if (run.open) this.#start(work.dueMs);
      else run.board.addIdle(1);
    };
  }

  /** Starts the iteration here or elsewhere; without an idle VU anywhere it is dropped, never caught up. */
  due(dueMs: number): void {
    const run = this.#run;
    if (run.board.takeIdle()) {
      this.#start(dueMs);
      return;
    }
    const other = run.board.takeIdleElsewhere();
    if (other !== null) {
      run.ask(other, { kind: 'iterate', dueMs });
      return;
    }
    run.drop(1);
    run.pace.missed();
    this.#growAnywhere();
  }

  async ended(): Promise<void> {
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      this.#onNone = resolve;
    });
  }

  #start(dueMs: number): void {
    const run = this.#run;
    const vu = this.#idle.pop() as Vu;
    run.pace.started(run.elapsedMs() - dueMs);
    run.countActive(1);
    this.#running++;
    void run.iterate(vu, run.startTimeMs + dueMs).then(() => {
      run.countActive(-1);
      this.#free(vu);
      if (--this.#running === 0) this.#onNone();
    });
  }

  #free(vu: Vu): void {
    this.#idle.push(vu);
    this.#run.board.addIdle(1);
  }

  #growAnywhere(): void {
    const { board } = this.#run;
    if (board.takeRoom()) {
      void this.#grow();
      return;
    }
    const other = board.takeRoomElsewhere();
    if (other !== null) this.#run.ask(other, { kind: 'grow' });
    else this.#warn();
  }

  // The room for it is reserved.
  async #grow(): Promise<void> {
    let vu: Vu | null;
    try {
      vu = await this.#run.grow();
    } catch (error) {
      // As in k6 the run goes on without it, and the VU counts as one of those that there may be.
      this.#run.logFailure('Error while allocating unplanned VU', error);
      return;
    }
    if (vu === null) this.#run.board.addRoom(1);
    else this.#free(vu);
  }

  #warn(): void {
    if (this.#warned) return;
    this.#warned = true;
    const vus = scaled(this.#plan.share.numbers, this.#plan.maxVus);
    this.#run.warn(`Insufficient VUs, reached ${vus} active VUs and cannot initialize more`);
  }
}

/** What is due so close before the end may fall behind it. */
const RACE_MS = 50;

async function arrivals(plan: ArrivalPlan, run: ScenarioRun, due: Iterable<number>): Promise<void> {
  const vus = new ArrivalVus(plan, run);
  await vus.prepare();
  for (const dueMs of due) {
    const waitMs = dueMs - run.elapsedMs();
    if (waitMs > 0) await run.sleep(waitMs);
    if (run.open) vus.due(dueMs);
    else if (run.elapsedMs() < regularDurationMs(plan)) break;
    // Over before its time came: it raced with the end, or the thread was too busy for it.
    else if (regularDurationMs(plan) - dueMs > RACE_MS) run.pace.lagged(1);
  }
  await run.closed();
  await vus.ended();
}

/** A constant rate of iterations, whatever the target's speed. */
export const constantArrivalRate = (plan: ConstantArrivalRatePlan, run: ScenarioRun): Promise<void> =>
  arrivals(plan, run, constantArrivals(plan, plan.share.iterations));

/** A rate that follows the stages: iteration n is due when the area under the curve reaches n. */
export const rampingArrivalRate = (plan: RampingArrivalRatePlan, run: ScenarioRun): Promise<void> =>
  arrivals(plan, run, rampingArrivals(plan, plan.share.iterations));
