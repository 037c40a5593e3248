import type { RampingVusPlan } from '../../../plan/scenario-plan.ts';
import { regularDurationMs } from '../../../plan/scenario-plan.ts';
import type { Vu } from '../vu/vu.ts';
import { vuSteps } from './pacing/vu-steps.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** One place of the ramp: keeps its VU while it finishes, so that a new climb can revive it. */
class Handle {
  #wanted = false;
  #loop: Promise<void> | null = null;
  #cut: NodeJS.Timeout | undefined;
  readonly #run: ScenarioRun;
  readonly #gracefulRampDownMs: number;
  #vu: Vu | null = null;

  constructor(run: ScenarioRun, gracefulRampDownMs: number) {
    this.#run = run;
    this.#gracefulRampDownMs = gracefulRampDownMs;
  }

  start(): void {
    this.#wanted = true;
    clearTimeout(this.#cut);
    this.#loop ??= this.#work();
  }

  stop(): void {
    if (!this.#wanted) return;
    this.#wanted = false;
    this.#cut = setTimeout(() => this.#vu?.interrupt(), this.#gracefulRampDownMs);
  }

  async ended(): Promise<void> {
    await this.#loop;
  }

  async #work(): Promise<void> {
    const run = this.#run;
    const [vu] = await run.acquire(1);
    if (vu === undefined) return;
    this.#vu = vu;
    run.countActive(1);
    await run.loop(vu, () => this.#wanted);
    clearTimeout(this.#cut);
    run.countActive(-1);
    run.release(vu);
    this.#vu = null;
    this.#loop = null;
    if (this.#wanted && run.open) this.start();
  }
}

/** VUs come and go at the exact instants of the ramp, the highest first to go. */
export async function rampingVus(plan: RampingVusPlan, run: ScenarioRun): Promise<void> {
  const handles: Handle[] = [];
  let planned = 0;
  for (const step of vuSteps(plan.startVus, plan.stages, plan.share.vus)) {
    const waitMs = step.atMs - run.elapsedMs();
    if (waitMs > 0) await run.sleep(waitMs);
    if (!run.open) break;
    while (handles.length < step.vus) handles.push(new Handle(run, plan.gracefulRampDownMs));
    for (; planned < step.vus; planned++) handles[planned]?.start();
    for (; planned > step.vus; planned--) handles[planned - 1]?.stop();
  }
  const restMs = regularDurationMs(plan) - run.elapsedMs();
  if (run.open && restMs > 0) await run.sleep(restMs);
  run.close();
  await Promise.all(handles.map((handle) => handle.ended()));
}
