import type { KeptTags } from './kept-tags.ts';
import type { SampleLine, SampleLineReader } from './sample-lines.ts';

const HEAD = ['metric_name', 'timestamp', 'metric_value'];
// No Date is later; a time of 30 digits is a damaged line.
const LAST_MS = 8.64e15;

/** True for the first line of `k6 run --out csv=FILE`. */
export const isCsvHead = (line: string): boolean => line.startsWith(`${HEAD.join(',')},`);

/** Lines of `k6 run --out csv=FILE`; all that follows the value is read once for each text. */
export class CsvLineReader implements SampleLineReader {
  readonly #tags: KeptTags;
  #columns: string[] | null = null;
  /** Columns behind the URL; null: its tag is wanted, or there is none. */
  #behindUrl: number | null = null;

  constructor(tags: KeptTags) {
    this.#tags = tags;
  }

  read(line: string): SampleLine {
    if (line === '') return { kind: 'nothing' };
    if (this.#columns === null) {
      this.#columns = splitCsv(line).slice(HEAD.length);
      const url = this.#columns.indexOf('url');
      this.#behindUrl = url === -1 || this.#tags.keeps('url') ? null : this.#columns.length - 1 - url;
      return { kind: 'nothing' };
    }
    const first = line.indexOf(',');
    const second = line.indexOf(',', first + 1);
    const third = line.indexOf(',', second + 1);
    if (first < 1 || second === -1 || third === -1) return { kind: 'unknown' };
    const time = line.slice(first + 1, second);
    const value = Number(line.slice(second + 1, third));
    const timeMs = /^\d+(\.\d+)?$/.test(time) ? unixMs(time) : Date.parse(time);
    if (Number.isNaN(value) || !(Math.abs(timeMs) <= LAST_MS)) return { kind: 'unknown' };
    const text = line.slice(third + 1);
    const key = this.#withoutUrl(text);
    const tags = this.#tags.known(key) ?? this.#tags.learn(key, this.#tagsOf(text));
    return { kind: 'point', metric: line.slice(0, first), timeMs, value, tags };
  }

  // Each URL would be a text of its own, although nothing is shown by it.
  #withoutUrl(text: string): string {
    if (this.#behindUrl === null || text.includes('"')) return text;
    let end = text.length;
    for (let column = 0; column < this.#behindUrl; column++) end = text.lastIndexOf(',', end - 1);
    const start = text.lastIndexOf(',', end - 1);
    return start === -1 || end === -1 ? text : text.slice(0, start) + text.slice(end);
  }

  #tagsOf(text: string): Record<string, string> {
    const values = splitCsv(text);
    const pairs: [string, string][] = [];
    (this.#columns ?? []).forEach((column, index) => {
      const value = values[index] ?? '';
      if (column === 'extra_tags') pairs.push(...value.split('&').filter(Boolean).map(pairOf));
      else if (value !== '' && column !== 'metadata') pairs.push([column, value]);
    });
    return Object.fromEntries(pairs);
  }
}

// K6_CSV_TIME_FORMAT: seconds by default, or milli-, micro- and nanoseconds.
function unixMs(text: string): number {
  const value = Number(text);
  if (value < 1e11) return value * 1000;
  if (value < 1e14) return value;
  return value < 1e17 ? value / 1e3 : value / 1e6;
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function splitCsv(line: string): string[] {
  if (!line.includes('"')) return line.replace(/\r$/, '').split(',');
  const cells: string[] = [];
  for (const [, quoted, plain] of line.replace(/\r$/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)) {
    cells.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
  }
  return cells;
}
