import { expect, test } from 'vitest';
import { generatorEvidence } from '../../src/commands/run/generator-evidence.ts';
import { JudgedPhase } from '../../src/commands/run/judged-phase.ts';
import { intervalSources, newTotals } from '../../src/commands/run/new-session.ts';
import { RunSession } from '../../src/commands/run/run-session.ts';
import type { WorkerInterval } from '../../src/engine/embedded/worker/messages.ts';

const WARM_UP_MS = 3000;

/** A session whose clock moves on by a second with each that is closed. */
function session() {
  const none = { loaded: { metrics: [] } as never, thresholds: [] };
  const whole = newTotals(none);
  const judged = new JudgedPhase({ whole, fresh: () => newTotals(none), fromMs: WARM_UP_MS });
  let nowMs = 0;
  const made = new RunSession({
    ...{ totals: whole, sources: intervalSources(whole), thresholds: [], startedMs: 0, now: () => nowMs },
    ...{ log() {}, onSecond() {}, onAbort() {}, output: null, judged, slos: [] },
  });
  made.onPhase('running');
  const second = (lagMs: number, unstarted: number): void => {
    nowMs += 1000;
    const pace = { planned: 10, dropped: 0, unstarted, startLagsMs: new Float64Array(10).fill(lagMs) };
    const counters = {
      started: 10,
      completed: 10,
      interrupted: 0,
      threw: 0,
      vusActive: 1,
      vusInitialized: 1,
    };
    const checks = { groups: [], checks: [] };
    const interval: WorkerInterval = {
      ...{ deltas: [], raw: [], checks, counters, pace, elu: lagMs / 100, last: false },
    };
    made.onInterval(0, interval);
  };
  const evidence = () => generatorEvidence({ kind: 'embedded' } as never, made, { lost: [] } as never);
  return { second, evidence };
}

test('the generator is held to the judged part: what warms up may be late', () => {
  const { second, evidence } = session();
  for (let warm = 0; warm < 3; warm++) second(90, 4);
  for (let judged = 0; judged < 5; judged++) second(1, 0);
  expect(evidence()).toMatchObject({ startLagP95Ms: 1, offered: { planned: 50, unstarted: 0 } });
});

test('of a run that ended while it warmed up, all there is speaks', () => {
  const { second, evidence } = session();
  second(90, 4);
  expect(evidence()).toMatchObject({ startLagP95Ms: 90, offered: { planned: 10, unstarted: 4 } });
});
