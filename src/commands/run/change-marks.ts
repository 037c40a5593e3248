import type { ProbeMark } from '../../../probes/probe.ts';
import type { Annotation } from '../../store/record/v1.ts';

/**
 * Marks for the time axis of what a probe saw change since it last looked; `before` is null at its first look. Faults
 * that are on then are marked as well, what is deployed then is not.
 */
export function changeMarks(
  before: readonly ProbeMark[] | null,
  now: readonly ProbeMark[],
  atMs: number,
): Annotation[] {
  const old = new Map((before ?? []).map((mark) => [keyOf(mark), mark]));
  const seen = new Set(now.map(keyOf));
  const gone = (before ?? []).filter((mark) => !seen.has(keyOf(mark)));
  return [
    ...now.flatMap((mark) => {
      const earlier = old.get(keyOf(mark));
      if (earlier?.now === mark.now || (before === null && mark.kind === 'deploy')) return [];
      return [{ atMs, kind: mark.kind, text: changed(mark, earlier) }];
    }),
    ...gone.map((mark) => ({
      ...{ atMs, kind: mark.kind },
      text: mark.kind === 'fault' ? `fault ${mark.now} is off` : `${mark.of} is gone`,
    })),
  ];
}

const keyOf = ({ kind, of }: ProbeMark): string => `${kind} ${of}`;

function changed({ kind, of, now }: ProbeMark, earlier: ProbeMark | undefined): string {
  if (kind === 'fault')
    return earlier === undefined ? `fault ${now} is on` : `fault ${earlier.now} is now ${now}`;
  return earlier === undefined ? `${of} is new: ${now}` : `${of} was deployed: ${earlier.now} to ${now}`;
}
