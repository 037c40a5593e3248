import type { ProbeResult } from '../../probes/probe.ts';
import { isErrorStatus } from '../metrics/interval-fold.ts';
import type { SeriesTotal } from '../metrics/metric-totals.ts';
import type { SeriesDelta } from '../metrics/sample-fold.ts';
import { redactText } from '../redact.ts';
import type { FailureRecord } from './record/v1.ts';

const MOST_SAMPLES = 5;
const MOST_SUBJECTS = 200;

/** Failures of a run by class and subject, each with the first few samples of what was seen and when. */
export class FailureLog {
  readonly #failures = new Map<string, FailureRecord>();
  /** Requests that found no free local port here. */
  portsExhausted = 0;
  /** Requests that this process had no descriptor for. */
  descriptorsExhausted = 0;

  /** What one series got in the interval that ended at `atMs`. */
  addDelta({ metric, tags }: SeriesTotal, delta: SeriesDelta, atMs: number): void {
    if (metric === 'http_reqs' && delta.kind === 'counter') this.#addRequests(tags, delta.sum, atMs);
    if (metric !== 'checks' || delta.kind !== 'rate' || delta.passes === delta.total) return;
    const path = [...(tags['group'] ?? '').split('::').filter(Boolean), tags['check'] ?? ''].join(' › ');
    const failed = delta.total - delta.passes;
    this.add({ class: 'check', subject: path, count: failed }, atMs, `${failed} of ${delta.total} failed`);
  }

  addProbe(result: ProbeResult): void {
    if (result.ok) return;
    const { stage, code, message } = result.failure;
    this.add(
      { class: 'probe', subject: result.probe, count: 1 },
      result.atMs,
      `${stage} ${code}: ${message}`,
    );
  }

  /** A line that the script's exception wrote to the log. */
  addException(message: string, atMs: number, count = 1): void {
    const [first = ''] = message.split('\n');
    this.add({ class: 'exception', subject: first, count }, atMs, message.replace(/\s*\n\s*/g, ' | '));
  }

  add(failure: Pick<FailureRecord, 'class' | 'subject' | 'count'>, atMs: number, text: string): void {
    const subject = redactText(failure.subject);
    const key = `${failure.class} ${subject}`;
    let known = this.#failures.get(key);
    if (known === undefined) {
      if (this.#failures.size >= MOST_SUBJECTS) return;
      known = { class: failure.class, subject, count: 0, samples: [] };
      this.#failures.set(key, known);
    }
    known.count += failure.count;
    if (known.samples.length < MOST_SAMPLES) known.samples.push({ atMs, text: redactText(text) });
  }

  /** All failures, the most frequent first. */
  records(): FailureRecord[] {
    return [...this.#failures.values()].sort((a, b) => b.count - a.count);
  }

  #addRequests(tags: SeriesTotal['tags'], count: number, atMs: number): void {
    const status = tags['status'] ?? '';
    const subject = `${tags['method'] ?? ''} ${tags['name'] ?? ''}`;
    const what = tags['error'] ?? '';
    if (what.includes('cannot assign requested address')) this.portsExhausted += count;
    if (what.includes('too many open files')) this.descriptorsExhausted += count;
    if (status === '429') this.add({ class: 'rate limit', subject, count }, atMs, `${count} × status 429`);
    else if (status === '0') this.add({ class: 'transport', subject, count }, atMs, `${count} × ${what}`);
    else if (isErrorStatus(status))
      this.add({ class: 'http 5xx', subject, count }, atMs, `${count} × status ${status}`);
  }
}
