import { PerformanceObserver, performance } from 'node:perf_hooks';
import type { PaceMeter } from '../executors/pace-meter.ts';
import { spreadOf } from '../http/http-client.ts';
import { now } from '../vu/clock.ts';
import type { WorkerContext } from '../vu/worker-context.ts';
import type { LogFold } from './log-fold.ts';
import type { LoopPulse } from './loop-pulse.ts';
import type { FromWorker } from './messages.ts';
import { ThreadMeter } from './thread-meter.ts';

/** A feed under way. */
export interface IntervalFeed {
  /** Sends what is left as the last interval. */
  end(): void;
}

/** Samples `vus` and `vus_max` and sends the folded interval every `intervalMs`, until it is ended. */
export function feedIntervals(parts: {
  context: WorkerContext;
  /** One worker alone tells of the VUs of all. */
  samplesVus: boolean;
  pace: PaceMeter;
  pulse: LoopPulse;
  logs: LogFold;
  intervalMs: number;
  send: (message: FromWorker) => void;
}): IntervalFeed {
  const { context, pace, pulse, logs, samplesVus, intervalMs, send } = parts;
  const thread = new ThreadMeter();
  let utilisation = performance.eventLoopUtilization();
  let gc = { totalMs: 0, longestMs: 0 };
  const collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      gc = { totalMs: gc.totalMs + duration, longestMs: Math.max(gc.longestMs, duration) };
  });
  collections.observe({ entryTypes: ['gc'] });

  const sampleVus = (): void => {
    const tagSet = context.fold.tagSet(context.runTags);
    const { vusActive, vusInitialized } = context.totals();
    context.fold.emit('vus', tagSet, vusActive, now());
    context.fold.emit('vus_max', tagSet, vusInitialized, now());
  };
  const close = (last: boolean): void => {
    logs.flush(now());
    const next = performance.eventLoopUtilization();
    const elu = performance.eventLoopUtilization(next, utilisation).utilization;
    utilisation = next;
    send({
      type: 'interval',
      interval: {
        deltas: context.fold.flush(),
        raw: context.fold.takeRaw(),
        checks: context.checks.counts(),
        counters: { ...context.counters },
        pace: pace.take(),
        elu,
        gc,
        loopLagsMs: pulse.take(),
        cpu: thread.take(),
        ...(last ? { spread: spreadOf(context.options) } : {}),
        last,
      },
    });
    gc = { totalMs: 0, longestMs: 0 };
  };
  const timer = setInterval(() => {
    if (samplesVus) sampleVus();
    close(false);
  }, intervalMs);
  return {
    end() {
      clearInterval(timer);
      collections.disconnect();
      close(true);
    },
  };
}
