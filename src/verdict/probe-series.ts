import type { SloMeasure } from '../../thresholds.ts';
import type { ProbeResult } from '../store/record/v1.ts';
import type { VerdictLine } from './verdict.ts';

/** An objective's value that a probe sees. */
export type ProbeMeasure = Extract<SloMeasure, { from: 'probe' }>;
type Answered = Extract<ProbeResult, { ok: true }>;

/** So many failures in a row are an outage; fewer are a blip of the network. */
const OUTAGE_SAMPLES = 3;
/** From this share of failures on, a probe that answers now and then is down too. */
const OUTAGE_SHARE = 0.2;

/** What became of a value over a run. */
export interface ProbeOverRun {
  value: number | null;
  reason: string;
  /** The probe's role saw only a part: such a value is never graded green. */
  partial?: boolean;
}

/** One value of a probe over a whole run. */
export function overRun(measure: ProbeMeasure, results: readonly ProbeResult[]): ProbeOverRun {
  const fold = new ValueFold(measure);
  for (const result of results) if (result.probe === measure.probe) fold.add(result);
  return fold.value();
}

/** Adds up one value of a probe, look by look. */
export class ValueFold {
  readonly #measure: ProbeMeasure;
  #looks = 0;
  #answered = 0;
  #seen = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #grown = { total: 0, count: 0 };
  /** Note of the first value that was seen in part. */
  #limited: string | null = null;
  #last: Answered | null = null;

  constructor(measure: ProbeMeasure) {
    this.#measure = measure;
  }

  /** A look of the measure's probe. */
  add(result: ProbeResult): void {
    this.#looks++;
    if (!result.ok) return;
    this.#answered++;
    const { value: id, over, growth } = this.#measure;
    const ids = over === 'growth' ? [growth?.total ?? id, growth?.count ?? id] : [id];
    const limited = result.facts.values.find((each) => each.partial === true && ids.includes(each.id));
    if (limited !== undefined) this.#limited ??= limited.note ?? 'the role sees only a part';
    if (over === 'growth') this.#grow(result, ids);
    else this.#count(factOf(result, id));
    this.#last = result;
  }

  value(): ProbeOverRun {
    const { probe, value: id, over, growth } = this.#measure;
    if (this.#looks === 0) return { value: null, reason: `the ${probe} probe did not run` };
    if (this.#last === null) return { value: null, reason: `the ${probe} probe never got an answer` };
    const seen = `${this.#answered} of ${this.#looks} samples`;
    if (over === 'growth') {
      if (this.#grown.count > 0) return this.#whole(this.#grown.total / this.#grown.count, '');
      const visible = factOf(this.#last, growth?.count ?? id) !== null;
      const missing = whyMissing(this.#last, growth?.total ?? id);
      return { value: null, reason: visible ? `no query was counted in ${seen}` : missing };
    }
    if (this.#seen === 0) return { value: null, reason: whyMissing(this.#last, id) };
    const value = over === 'max' ? this.#max : over === 'min' ? this.#min : this.#sum / this.#seen;
    return this.#whole(value, this.#seen < this.#looks ? seen : '');
  }

  #whole(value: number, reason: string): ProbeOverRun {
    return this.#limited === null ? { value, reason } : { value, reason: this.#limited, partial: true };
  }

  #count(value: number | null): void {
    if (value === null) return;
    this.#seen++;
    this.#sum += value;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  // From the first look to the last, without the stretches in which the counters were reset.
  #grow(result: Answered, [total = '', count = '']: readonly string[]): void {
    if (this.#last === null) return;
    const [fromTotal, toTotal] = [factOf(this.#last, total), factOf(result, total)];
    const [fromCount, toCount] = [factOf(this.#last, count), factOf(result, count)];
    if (fromTotal === null || toTotal === null || fromCount === null || toCount === null) return;
    if (toCount < fromCount || toTotal < fromTotal) return;
    this.#grown.total += toTotal - fromTotal;
    this.#grown.count += toCount - fromCount;
  }
}

/** Adds up whether a probe was answered, look by look. */
export class AnswerFold {
  readonly #name: ProbeResult['probe'];
  #looks = 0;
  #failed = 0;
  #row = 0;
  #longest = 0;
  #cause = '';

  constructor(name: ProbeResult['probe']) {
    this.#name = name;
  }

  add(result: ProbeResult): void {
    this.#looks++;
    this.#row = result.ok ? 0 : this.#row + 1;
    this.#longest = Math.max(this.#longest, this.#row);
    if (result.ok) return;
    this.#failed++;
    this.#cause ||= `, first ${result.failure.stage} ${result.failure.code}`;
  }

  line(): VerdictLine {
    const [looks, failed] = [this.#looks, this.#failed];
    const isDown = this.#longest >= OUTAGE_SAMPLES || this.#row > 0 || failed >= looks * OUTAGE_SHARE;
    return {
      id: `probe_${this.#name}`,
      kind: 'gate',
      title: `The ${this.#name} probe was answered`,
      level: isDown && failed > 0 ? 'CRIT' : 'OK',
      gates: true,
      value: (100 * (looks - failed)) / looks,
      unit: '%',
      direction: 'above',
      target: 100,
      warn: null,
      critical: null,
      expression: null,
      source: '',
      remedy: REMEDIES[this.#name] ?? 'Service Outage',
      reason:
        failed === 0
          ? `${looks} of ${looks} samples were answered`
          : `${failed} of ${looks} samples failed${this.#cause}`,
    };
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  postgres: 'Database Failure',
  redis: 'Cache Operations',
};

function factOf(result: Answered, id: string): number | null {
  return result.facts.values.find((value) => value.id === id)?.value ?? null;
}

function whyMissing({ facts }: Answered, id: string): string {
  return facts.values.find((value) => value.id === id)?.note ?? `the probe has no value ${id}`;
}
