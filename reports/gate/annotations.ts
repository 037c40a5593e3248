import type { GatePart, GateRecord } from '../../src/store/record/gate.ts';
import type { VerdictLine } from '../../src/store/record/v1.ts';
import { inertLine } from '../inert-text.ts';
import { lineOutcome, worstFirst } from '../line-outcome.ts';
import { partSentence, partState } from './part-words.ts';

/** GitHub shows ten of each level a step. */
const MOST = 10;

interface Annotation {
  level: 'error' | 'warning' | 'notice';
  title: string;
  text: string;
}

/** Workflow commands that GitHub shows beside the run: the gate's sentence, then failing and warning lines. */
export function githubAnnotations(gate: GateRecord): string {
  const counted = gate.parts.filter((part) => part.kind !== 'run' || !part.repeated);
  const passes = gate.state === 'PASS' || gate.state === 'WARN';
  const whole: Annotation = {
    level: passes ? 'notice' : 'error',
    title: `Gate ${gate.state ?? 'without verdict'}`,
    text: [gate.sentence, ...gate.notes].join(' '),
  };
  const all = [whole, ...counted.flatMap(partAnnotations)];
  const kept = (['error', 'warning', 'notice'] as const).flatMap((level) =>
    all.filter((each) => each.level === level).slice(0, MOST),
  );
  return kept.map(command).join('');
}

function partAnnotations(part: GatePart): Annotation[] {
  if (part.kind === 'error')
    return [{ level: 'error', title: `${part.name} could not run`, text: part.message }];
  if (part.kind === 'skipped')
    return [{ level: 'warning', title: `${part.name} was not run`, text: part.reason }];
  const verdict = part.kind === 'run' ? part.record.verdict : { ...part.pass, sentence: '' };
  if (verdict === null || partState(part) === null) {
    return [{ level: 'error', title: `${part.name} has no verdict`, text: partSentence(part) }];
  }
  return worstFirst(verdict).flatMap((line) => lineAnnotations(part.name, line, verdict.failOn));
}

function lineAnnotations(part: string, line: VerdictLine, failOn: 'warn' | 'critical'): Annotation[] {
  const outcome = lineOutcome(line, failOn);
  if (outcome === 'passed' || outcome === 'shown') return [];
  const level = outcome === 'warned' ? 'warning' : 'error';
  return [{ level, title: `${part}: ${line.title} is ${line.level}`, text: line.reason }];
}

function command({ level, title, text }: Annotation): string {
  return `::${level} title=${property(title)}::${data(text)}\n`;
}

const data = (text: string): string => inertLine(text).replaceAll('%', '%25');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
