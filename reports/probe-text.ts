import pc from 'picocolors';
import type { RunbookAdvice } from '../src/store/record/probe-pass.ts';
import type { Level, ProbeResult, VerdictLine, VerdictState } from '../src/store/record/v1.ts';
import { formatFigure, formatValue } from './figures.ts';
import { inertLine } from './inert-text.ts';
import { LEVEL_MARK } from './line-outcome.ts';
import { displayWidth, wrap } from './text/table.ts';

/** One pass of probes, judged. */
export interface JudgedPass {
  state: VerdictState;
  results: readonly ProbeResult[];
  lines: readonly VerdictLine[];
  advice?: readonly RunbookAdvice[];
}

/** How a terminal shows text. */
export interface Shown {
  colour: boolean;
  columns: number;
}

type Paint = (text: string) => string;

const INDENT = ' '.repeat(10);
const TITLE_WIDTH = 38;
const VALUE_WIDTH = 10;
/** Narrower terminals have the reason on a line of its own. */
const WIDE_FROM = 120;

/**
 * What an operator reads: a line for each part with its stage and hint where it failed and what it found, then its
 * objectives with their rule, then what the runbook says to do.
 */
export function probeText(pass: JudgedPass, shown: Shown): string {
  const colours = pc.createColors(shown.colour);
  const width = Math.max(50, shown.columns) - INDENT.length;
  const text = pass.lines
    .filter((line) => line.level !== 'N/A')
    .flatMap((line) => {
      const result = pass.results.find(({ probe }) => line.id === `probe_${probe}`);
      const [head = '', ...rest] = lineText(line, result, width);
      return [
        `${paintOf(colours, line.level)(`${LEVEL_MARK[line.level]} ${line.level.padEnd(7)}`)} ${head}`,
        ...rest.map((more) => INDENT + more),
        ...factLines(result, width).map((more) => colours.dim(INDENT + more)),
      ];
    });
  const skipped = pass.lines.filter(({ level }) => level === 'N/A').length;
  const note =
    skipped > 0
      ? wrap(`${skipped} objectives do not apply: their parts are not declared.`, shown.columns)
      : [];
  const advice = (pass.advice ?? []).flatMap((each) => adviceLines(each, shown.columns, colours.bold));
  return `${[stateText(pass.state, colours), ...text, ...note.map(colours.dim), ...advice].join('\n')}\n`;
}

/** The paint of a level. */
export function paintOf(colours: ReturnType<typeof pc.createColors>, level: Level): Paint {
  const paint = {
    OK: colours.green,
    WARN: colours.yellow,
    CRIT: colours.red,
    'NO-DATA': colours.magenta,
    'N/A': colours.dim,
  };
  return paint[level];
}

/** The state of a whole pass, in its colour. */
export function stateText(state: VerdictState, colours: ReturnType<typeof pc.createColors>): string {
  const level = { PASS: 'OK', WARN: 'WARN', FAIL: 'CRIT', 'NO-DATA': 'NO-DATA', INVALID: 'CRIT' } as const;
  return colours.bold(paintOf(colours, level[state])(state));
}

function lineText(line: VerdictLine, result: ProbeResult | undefined, width: number): string[] {
  const value = formatFigure(line.value, line.unit, [line.warn, line.critical]).replaceAll('\u00a0', ' ');
  const hint = result?.ok === false ? `. ${result.failure.hint}` : '';
  const source = line.source === '' ? '' : ` [${line.source}]`;
  const reason = inertLine(`${line.reason}${hint}${source}`);
  const head = `${inertLine(line.title).padEnd(TITLE_WIDTH)} ${value.padStart(VALUE_WIDTH)}`;
  const room = width - displayWidth(head) - 2;
  if (width + INDENT.length < WIDE_FROM || room < 30) {
    return [...wrap(head, width), ...wrap(reason, width - 2).map((more) => `  ${more}`)];
  }
  const [first = '', ...rest] = wrap(reason, room);
  return [`${head}  ${first}`, ...rest.map((more) => ' '.repeat(displayWidth(head) + 2) + more)];
}

/** Values without a note side by side, those with one on a line each. */
function factLines(result: ProbeResult | undefined, width: number): string[] {
  if (!result?.ok) return [];
  const cellWidth = Math.min(CELL_WIDTH, width);
  const shown = result.facts.values.filter(({ value, note }) => value !== null || note !== undefined);
  const cells = shown.map(({ title, value, unit, note }) => {
    const figure = formatValue(value, unit).replaceAll('\u00a0', ' ');
    return {
      cell: cellText(inertLine(title), figure, cellWidth),
      note: note === undefined ? '' : inertLine(note),
    };
  });
  const plain = cells.filter(({ note }) => note === '').map(({ cell }) => cell);
  const noted = cells.filter(({ note }) => note !== '');
  const across = Math.max(1, Math.floor((width + 3) / (cellWidth + 3)));
  const grid = Array.from({ length: Math.ceil(plain.length / across) }, (_, row) =>
    plain
      .slice(row * across, (row + 1) * across)
      .join('   ')
      .trimEnd(),
  );
  const info = Object.entries(result.facts.info).map(([name, text]) => `${name} ${text}`);
  return [
    ...wrap(inertLine(info.join(', ')), width),
    ...grid,
    ...noted.flatMap(({ cell, note }) => {
      const room = width - cellWidth - 2;
      if (room < 24) return [cell, ...wrap(note, width - 2).map((more) => `  ${more}`)];
      const [first = '', ...rest] = wrap(note, room);
      return [`${cell}  ${first}`, ...rest.map((more) => ' '.repeat(cellWidth + 2) + more)];
    }),
  ];
}

const CELL_WIDTH = 43;

function cellText(title: string, figure: string, width: number): string {
  const room = width - 1 - displayWidth(figure);
  const [name = ''] = displayWidth(title) > room ? [`${title.slice(0, room - 1)}…`] : [title];
  return name + ' '.repeat(Math.max(1, width - displayWidth(name) - displayWidth(figure))) + figure;
}

/** Commands are never broken or cut: they are there to be copied. */
function adviceLines(
  { section, lines, steps, commands }: RunbookAdvice,
  columns: number,
  bold: Paint,
): string[] {
  const width = Math.max(50, columns);
  return [
    '',
    ...wrap(`Runbook, "${section}" (for ${lines.join(', ')}):`, width).map(bold),
    ...steps.flatMap((step) => {
      const [first = '', ...rest] = wrap(step, width - 4);
      return [`  - ${first}`, ...rest.map((more) => `    ${more}`)];
    }),
    ...commands.map((command) => `    $ ${command}`),
  ];
}
