import pc from 'picocolors';
import type { ProbePass } from '../src/store/record/probe-pass.ts';
import type { Level, ProbeResult } from '../src/store/record/v1.ts';
import { formatFigure, formatValue } from './figures.ts';
import { inertLine } from './inert-text.ts';
import { LEVEL_MARK } from './line-outcome.ts';
import { paintOf, type Shown, stateText } from './probe-text.ts';
import { clip, displayWidth } from './text/table.ts';

const BARS = '▁▂▃▄▅▆▇█';
const SPARK_POINTS = 20;
const TITLE_WIDTH = 40;

/** The rounds of a watch: what changed since the last one, and a spark line of the last values of each. */
export class ProbeWatch {
  readonly #series = new Map<string, (number | null)[]>();
  readonly #levels = new Map<string, Level>();
  #rounds = 0;

  /** The screen after one more round. */
  next(pass: ProbePass, shown: Shown): string {
    this.#rounds += 1;
    const colours = pc.createColors(shown.colour);
    const lines = pass.lines.filter(({ level }) => level !== 'N/A');
    const text = [
      `${stateText(pass.state, colours)}  round ${this.#rounds}, ${pass.at}`,
      ...lines.flatMap((line) => {
        const before = this.#levels.get(line.id);
        this.#levels.set(line.id, line.level);
        const changed = before !== undefined && before !== line.level ? `  was ${before}` : '';
        const value = formatFigure(line.value, line.unit, [line.warn, line.critical]);
        const spark = this.#spark(`line ${line.id}`, line.value);
        const head = `${LEVEL_MARK[line.level]} ${line.level.padEnd(7)}`;
        const rest = row(inertLine(line.title), value, spark);
        const why = line.level === 'OK' ? '' : `  ${inertLine(line.reason)}`;
        return [
          paintOf(colours, line.level)(head) + clip(` ${rest}${changed}${why}`, shown.columns - head.length),
        ];
      }),
      ...pass.results.flatMap((result) => ['', colours.bold(result.probe), ...this.#values(result, shown)]),
    ];
    return `${text.join('\n')}\n`;
  }

  #values(result: ProbeResult, shown: Shown): string[] {
    if (!result.ok) {
      const { stage, code, message, hint } = result.failure;
      return [clip(`  ${inertLine(`${stage} ${code}: ${message}. ${hint}`)}`, shown.columns)];
    }
    return result.facts.values.map(({ id, title, value, unit, note }) => {
      const before = this.#series.get(`${result.probe} ${id}`)?.at(-1);
      const spark = this.#spark(`${result.probe} ${id}`, value);
      const text = row(inertLine(title), formatValue(value, unit), spark);
      return clip(
        `${changeMark(before, value)} ${text}${note === undefined ? '' : `  ${inertLine(note)}`}`,
        shown.columns,
      );
    });
  }

  #spark(key: string, value: number | null): string {
    const series = [...(this.#series.get(key) ?? []), value].slice(-SPARK_POINTS);
    this.#series.set(key, series);
    return sparkLine(series);
  }
}

/** `▲` grew, `▼` shrank, `●` appeared, `○` vanished, blank stayed. */
export function changeMark(before: number | null | undefined, now: number | null): string {
  if (before === undefined || before === now) return ' ';
  if (before === null) return '●';
  if (now === null) return '○';
  return now > before ? '▲' : '▼';
}

/** One bar a value from the least to the largest; a blank where there was none. */
export function sparkLine(series: readonly (number | null)[]): string {
  const known = series.filter((value) => value !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const bars = series.map((value) => {
    if (value === null) return ' ';
    const place = most === least ? 0 : (value - least) / (most - least);
    return BARS[Math.round(place * (BARS.length - 1))] as string;
  });
  return bars.join('').padEnd(SPARK_POINTS);
}

function row(title: string, figure: string, spark: string): string {
  const value = figure.replaceAll('\u00a0', ' ');
  const name = clip(title, TITLE_WIDTH);
  const gap = Math.max(1, TITLE_WIDTH + 11 - displayWidth(name) - displayWidth(value));
  return `${name}${' '.repeat(gap)}${value}  ${spark}`;
}
