import exec from 'k6/execution';
import type { PerVUIterationsScenario } from 'k6/options';
import { setTimeout } from 'k6/timers';
import { k6Duration } from './duration.ts';
import type { Settings } from './settings.ts';
import { CHANNELS, listen } from './ws-listener.ts';

/** Idle connections a VU holds: an event loop is enough for many. */
const A_VU = 50;
/** The longest time over which connections are opened. */
const RAMP_SECONDS = 10;

/** A scenario of `listeners` idle connections for `seconds`; `exec` is the exported function. */
export function listenersScenario(exec: string, listeners: number, seconds: number): PerVUIterationsScenario {
  return {
    executor: 'per-vu-iterations',
    exec,
    vus: Math.ceil(listeners / A_VU),
    iterations: 1,
    maxDuration: k6Duration(seconds + 10),
    gracefulStop: '5s',
  };
}

/** One VU's share of the listeners: opened one after the other over the ramp, by turns on each channel. */
export function listenersStep(settings: Settings, listeners: number, seconds: number): () => void {
  const rampMs = Math.min(RAMP_SECONDS, seconds / 5) * 1000;
  return () => {
    const first = exec.scenario.iterationInTest * A_VU;
    const untilMs = exec.scenario.startTime + seconds * 1000;
    for (let place = first; place < Math.min(listeners, first + A_VU); place++) {
      const path = CHANNELS[place % CHANNELS.length] ?? CHANNELS[0];
      const openAtMs = exec.scenario.startTime + (rampMs * place) / listeners;
      setTimeout(() => listen({ path, untilMs, settings }), Math.max(0, openAtMs - Date.now()));
    }
  };
}
