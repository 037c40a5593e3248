import type { GatePart } from '../../src/store/record/gate.ts';
import type { VerdictState } from '../../src/store/record/v1.ts';

/** State of a part; null: it did not come to its end. Skipped parts have none of their own. */
export function partState(part: GatePart): VerdictState | 'skipped' | null {
  switch (part.kind) {
    case 'probes':
      return part.pass.state;
    case 'run':
      return part.record.verdict?.state ?? null;
    case 'error':
      return null;
    case 'skipped':
      return 'skipped';
  }
}

/** What was found, in a sentence. */
export function partSentence(part: GatePart): string {
  switch (part.kind) {
    case 'probes': {
      const [worst, ...more] = part.pass.lines.filter(({ gates, level }) => gates && level !== 'OK');
      if (worst === undefined) return 'every probe was answered.';
      return `${worst.title}: ${worst.reason}${more.length > 0 ? `. Also: ${more.map(({ title }) => title).join('; ')}` : ''}.`;
    }
    case 'run':
      return part.record.verdict?.state ? part.record.verdict.sentence : part.record.endReason;
    case 'error':
      return part.message;
    case 'skipped':
      return part.reason;
  }
}
