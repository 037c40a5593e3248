import type { GatePart, GateRecord } from '../../src/store/record/gate.ts';
import type { VerdictLine } from '../../src/store/record/v1.ts';
import { markdownComparison } from '../comparison/markdown.ts';
import { formatDuration, formatFigure } from '../figures.ts';
import { LEVEL_MARK } from '../line-outcome.ts';
import { escapeMarkdown, ICON, MARKDOWN_BUDGET_BYTES, markdownWithin } from '../markdown.ts';
import { partSentence, partState } from './part-words.ts';

const ORDER = ['INVALID', 'FAIL', null, 'NO-DATA', 'WARN', 'PASS', 'skipped'] as const;
const MOST_PROBE_LINES = 100;

/** Markdown for a step summary: what was decided, the parts, then each part, the worst first, within the budget. */
export function gateMarkdown(gate: GateRecord): string {
  const head = headOf(gate);
  const ranked = [...gate.parts].sort((a, b) => rank(a) - rank(b));
  let left = MARKDOWN_BUDGET_BYTES - Buffer.byteLength(head);
  let text = head;
  ranked.forEach((part, index) => {
    // Half of what is left to each, all of it to the last: the worst part has the most room.
    const budget = index === ranked.length - 1 ? left : left / 2;
    const own = partMarkdown(part, budget);
    if (Buffer.byteLength(own) > budget) return;
    text += own;
    left -= Buffer.byteLength(own);
  });
  return text;
}

function headOf(gate: GateRecord): string {
  const title = gate.state === null ? '⏹️ no verdict' : `${ICON[gate.state]} ${gate.state}`;
  const rows = gate.parts.map((part) => {
    const state = partState(part);
    const name = part.kind === 'run' && part.repeated ? `${part.name}, first try` : part.name;
    return `| ${escapeMarkdown(name)} | ${state ?? 'no verdict'} | ${escapeMarkdown(partSentence(part))} |\n`;
  });
  const notes = gate.notes.map((note) => `\n> ${escapeMarkdown(note)}\n`).join('');
  return `# Gate: ${title}\n\n**${escapeMarkdown(gate.sentence)}**\n\n${formatDuration(gate.durationMs)} · exit code ${gate.exitCode}\n${notes}\n| Part | State | Why |\n| --- | --- | --- |\n${rows.join('')}`;
}

function partMarkdown(part: GatePart, budget: number): string {
  if (part.kind === 'probes') return `\n### Probes\n\n${probeTable(part.pass.lines)}`;
  if (part.kind !== 'run') return '';
  const title = `\n# ${escapeMarkdown(part.name)}${part.repeated ? ', first try (repeated, does not count)' : ''}\n\n`;
  const baseline =
    part.record.baseline === undefined ? '' : `\n${markdownComparison(part.record.baseline, PLAIN)}`;
  const room = budget - Buffer.byteLength(title) - Buffer.byteLength(baseline);
  return title + markdownWithin(part, { htmlPath: `${part.directory}/report.html`, budget: room }) + baseline;
}

const PLAIN = { colour: false, columns: 100, htmlPath: null };

function probeTable(lines: readonly VerdictLine[]): string {
  const rows = [...lines]
    .sort((a, b) => Number(a.level === 'OK') - Number(b.level === 'OK'))
    .slice(0, MOST_PROBE_LINES)
    .map(({ level, title, value, unit, reason }) => {
      const cells = [`${LEVEL_MARK[level]} ${level}`, title, formatFigure(value, unit), reason];
      return `| ${cells.map(escapeMarkdown).join(' | ')} |\n`;
    });
  return `| Level | Line | Value | Why |\n| --- | --- | ---: | --- |\n${rows.join('')}`;
}

const rank = (part: GatePart): number =>
  ORDER.indexOf(partState(part)) + (part.kind === 'run' && part.repeated ? ORDER.length : 0);
