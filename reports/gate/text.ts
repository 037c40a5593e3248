import pc from 'picocolors';
import type { GatePart, GateRecord } from '../../src/store/record/gate.ts';
import type { VerdictLine } from '../../src/store/record/v1.ts';
import { formatDuration } from '../figures.ts';
import { inertLine } from '../inert-text.ts';
import { LEVEL_MARK, lineOutcome, worstFirst } from '../line-outcome.ts';
import { wrap } from '../text/table.ts';
import { partSentence, partState } from './part-words.ts';

/** For the log of a CI job: what was decided and why, in ten seconds; then where the reports are. */
export function gateText(gate: GateRecord, options: { colour: boolean; columns: number }): string {
  const width = Math.max(60, options.columns);
  const colours = pc.createColors(options.colour);
  const indented = (text: string) => wrap(inertLine(text), width - 4).map((line) => `    ${line}`);
  const lines = [
    ...wrap(colours.bold(inertLine(`${gate.state ?? 'NO VERDICT'}  ${gate.sentence}`)), width),
    '',
    ...gate.parts.flatMap((part) => [
      `${mark(part)} ${inertLine(title(part))}`,
      ...indented(partSentence(part)),
      ...failing(part).flatMap((line) => indented(`${LEVEL_MARK[line.level]} ${line.title}: ${line.reason}`)),
      ...(part.kind === 'error' && part.hint !== '' ? indented(part.hint) : []),
      ...(part.kind === 'run' ? [colours.dim(`    ${inertLine(part.directory)}/report.html`)] : []),
    ]),
    ...gate.notes.flatMap((note) => ['', ...wrap(`! ${inertLine(note)}`, width)]),
    '',
    `gate     ${formatDuration(gate.durationMs)}, exit code ${gate.exitCode}`,
  ];
  return `${lines.join('\n').replaceAll('\u00a0', ' ')}\n`;
}

function title(part: GatePart): string {
  const state = partState(part) ?? 'no verdict';
  const first = part.kind === 'run' && part.repeated ? ', first try: repeated, does not count' : '';
  return `${part.name}: ${state}${first}`;
}

function mark(part: GatePart): string {
  const state = partState(part);
  if (state === 'PASS') return '✓';
  if (state === 'WARN') return '▲';
  return state === 'skipped' ? '·' : '✗';
}

// The first failing line is in the sentence already.
function failing(part: GatePart): VerdictLine[] {
  const verdict = part.kind === 'run' ? part.record.verdict : null;
  if (verdict === null) return [];
  const outcomes = ['failed', 'invalid', 'no-data', 'warned'];
  const lines = worstFirst(verdict).filter((line) => outcomes.includes(lineOutcome(line, verdict.failOn)));
  return lines.slice(1, 8);
}
