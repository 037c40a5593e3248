import type { FailOn, Verdict, VerdictLine, VerdictState } from './verdict.ts';

/** The whole of a run's lines: INVALID > FAIL > NO-DATA > WARN > PASS. Without a line that gates it is NO-DATA. */
export function judge(lines: readonly VerdictLine[], failOn: FailOn): Verdict {
  const gating = lines.filter((line) => line.gates);
  const generator = gating.filter((line) => line.kind === 'generator');
  const others = gating.filter((line) => line.kind !== 'generator');
  const voided = generator.filter(({ level }) => level === 'CRIT');
  const failed = others.filter((line) => fails(line, failOn));
  const unknown = others.filter(({ level }) => level === 'NO-DATA');
  const warned = gating.filter(({ level }) => level === 'WARN');
  const verdict = (state: VerdictState, sentence: string): Verdict => ({
    state,
    sentence,
    failOn,
    lines: [...lines],
  });
  if (voided.length > 0) return verdict('INVALID', `The generator spoiled the run: ${told(voided)}.`);
  if (failed.length > 0) return verdict('FAIL', `${told(failed)}.`);
  if (unknown.length > 0) return verdict('NO-DATA', `Nothing was proved: ${told(unknown)}.`);
  if (others.length === 0) return verdict('NO-DATA', 'Nothing was proved: no line applies to this run.');
  if (warned.length > 0) return verdict('WARN', `${told(warned)}.`);
  return verdict('PASS', `All ${others.length} lines that apply hold.`);
}

/** Whether a line makes the run a FAIL. A change that may be chance is worth a look and no failure. */
export function fails({ level, kind, gates }: VerdictLine, failOn: FailOn): boolean {
  if (!gates) return false;
  return level === 'CRIT' || (failOn === 'warn' && level === 'WARN' && kind !== 'baseline');
}

/** What was kept of a run that did not come to its end: its lines, without a whole verdict. */
export function unjudged(lines: readonly VerdictLine[], failOn: FailOn): Verdict {
  return {
    state: null,
    sentence: 'The run did not come to its end, so it has no verdict.',
    failOn,
    lines: [...lines],
  };
}

function told(lines: readonly VerdictLine[]): string {
  const [first, ...more] = lines;
  if (first === undefined) return '';
  return `${spelledOut(first)}${more.length === 0 ? '' : `. Also: ${more.map(named).join('; ')}`}`;
}

const spelledOut = (line: VerdictLine): string =>
  isClaim(line) ? line.reason : `${nounOf(line)}: ${line.reason}`;

const named = (line: VerdictLine): string => (isClaim(line) ? line.reason : nounOf(line));

// These titles say what should be so: as the name of what failed, "Something was measured" tells the contrary.
const CLAIMS = ['gate_samples', 'gate_whole', 'gate_iterations', 'script_failed', 'k6_thresholds'];
const isClaim = ({ id }: VerdictLine): boolean => CLAIMS.includes(id);
const nounOf = ({ id, title }: VerdictLine): string =>
  id.startsWith('probe_') ? title.replace(/ was answered$/, '') : title;
