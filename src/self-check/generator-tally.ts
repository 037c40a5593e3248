import { TrendSink } from '../metrics/trend-sink.ts';
import { BusyTally } from './busy-tally.ts';
import { LagTally } from './lag-tally.ts';

/** What a closed second of the engine tells of the engine itself. */
export interface GeneratorSecond {
  pace: { planned: number; unstarted?: number; startLagsMs: Float64Array };
  elu: number;
  loopLagsMs?: Float64Array;
}

const NO_LAGS = new Float64Array();

/** How busy and how late the generator was in the seconds that were given to it. */
export class GeneratorTally {
  readonly startLags = new TrendSink();
  readonly busy = new BusyTally();
  readonly readLags = new LagTally();
  planned = 0;
  /** Iterations that were due and never begun, since the generator was too busy. */
  unstarted = 0;
  /** Before the first second was closed. */
  isEmpty = true;

  /** A metric got so many durations in the second that goes on. */
  timed(metric: string, count: number): void {
    this.readLags.timed(metric, count);
  }

  second({ pace, elu, loopLagsMs }: GeneratorSecond, durationMs: number): void {
    this.isEmpty = false;
    this.planned += pace.planned;
    this.unstarted += pace.unstarted ?? 0;
    for (const lagMs of pace.startLagsMs) this.startLags.add(lagMs);
    this.readLags.second(loopLagsMs ?? NO_LAGS);
    // A blocked loop closes its seconds late, as one long interval.
    for (let second = 0; second < Math.round(durationMs / 1000); second++) this.busy.add(elu);
  }
}
