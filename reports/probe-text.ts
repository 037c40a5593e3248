import pc from 'picocolors';
import type { ProbeResult, VerdictLine, VerdictState } from '../src/store/record/v1.ts';
import { formatFigure, formatValue } from './figures.ts';
import { inertLine } from './inert-text.ts';
import { LEVEL_MARK } from './line-outcome.ts';
import { wrap } from './text/table.ts';

/** One pass of probes, judged. */
export interface JudgedPass {
  state: VerdictState;
  results: readonly ProbeResult[];
  lines: readonly VerdictLine[];
}

/** What an operator reads: a line for each part with its stage and hint where it failed, then its objectives. */
export function probeText(pass: JudgedPass, shown: { colour: boolean; columns: number }): string {
  const colours = pc.createColors(shown.colour);
  const paint = {
    OK: colours.green,
    WARN: colours.yellow,
    CRIT: colours.red,
    'NO-DATA': colours.magenta,
    'N/A': colours.dim,
  };
  const width = Math.max(60, shown.columns) - 10;
  const text = pass.lines
    .filter((line) => line.level !== 'N/A')
    .flatMap((line) => {
      const head = paint[line.level](`${LEVEL_MARK[line.level]} ${line.level.padEnd(7)}`);
      const result = pass.results.find(({ probe }) => line.id === `probe_${probe}`);
      const hint = result?.ok === false ? `. ${result.failure.hint}` : '';
      const value = formatFigure(line.value, line.unit, [line.warn, line.critical]).replaceAll('\u00a0', ' ');
      const [first = '', ...rest] = wrap(
        `${inertLine(line.title).padEnd(34)} ${value.padStart(10)}  ${inertLine(line.reason)}${inertLine(hint)}`,
        width,
      );
      return [
        `${head} ${first}`,
        ...rest.map((more) => `          ${more}`),
        ...facts(result, width).map(colours.dim),
      ];
    });
  const skipped = pass.lines.filter(({ level }) => level === 'N/A').length;
  const note =
    skipped > 0 ? [colours.dim(`${skipped} objectives do not apply: their parts are not declared.`)] : [];
  return `${[`${pass.state}`, ...text, ...note].join('\n')}\n`;
}

function facts(result: ProbeResult | undefined, width: number): string[] {
  if (!result?.ok) return [];
  const shown = result.facts.values.flatMap(({ title, value, unit, note }) => {
    if (value === null && note === undefined) return [];
    const figure = formatValue(value, unit).replaceAll('\u00a0', ' ');
    return [`${title.toLowerCase()} ${figure}${note === undefined ? '' : ` (${note})`}`];
  });
  return wrap(shown.map(inertLine).join(', '), width).map((line) => `          ${line}`);
}
