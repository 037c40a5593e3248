import type { Vu } from '../vu/vu.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** Takes `count` VUs, counts them as active, and runs `work` on all of them side by side. */
export async function loopAll(
  run: ScenarioRun,
  count: number,
  work: (vu: Vu) => Promise<void>,
): Promise<void> {
  const vus = await run.acquire(count);
  run.countActive(count);
  try {
    await Promise.all(vus.map(work));
  } finally {
    run.countActive(-count);
  }
}
