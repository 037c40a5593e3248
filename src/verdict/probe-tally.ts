import type { SloMeasure } from '../../thresholds.ts';
import type { ProbeResult } from '../store/record/v1.ts';
import { AnswerFold, type ProbeMeasure, type ProbeOverRun, ValueFold } from './probe-series.ts';
import type { VerdictLine } from './verdict.ts';

/** What a run's looks say, added up as they come: hours of them take no more memory than minutes. */
export class ProbeTally {
  readonly #values = new Map<ProbeMeasure, ValueFold>();
  readonly #answers = new Map<string, AnswerFold>();

  constructor(slos: readonly { measure: SloMeasure }[]) {
    for (const { measure } of slos)
      if (measure.from === 'probe') this.#values.set(measure, new ValueFold(measure));
  }

  add(result: ProbeResult): void {
    for (const [measure, fold] of this.#values) if (measure.probe === result.probe) fold.add(result);
    let answers = this.#answers.get(result.probe);
    if (answers === undefined) {
      answers = new AnswerFold(result.probe);
      this.#answers.set(result.probe, answers);
    }
    answers.add(result);
  }

  /** One value of a probe over the run. */
  overRun(measure: ProbeMeasure): ProbeOverRun {
    return (this.#values.get(measure) ?? new ValueFold(measure)).value();
  }

  /** A line for every probe: that its part answered all through the run. */
  lines(): VerdictLine[] {
    return [...this.#answers.values()].map((answers) => answers.line());
  }
}
