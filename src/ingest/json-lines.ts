import type { MetricContains, MetricKind, Tags } from '../metrics/sample.ts';
import { readK6Line } from './k6-line.ts';
import type { KeptTags } from './kept-tags.ts';
import type { SampleLine, SampleLineReader } from './sample-lines.ts';

const POINT = '","type":"Point","data":{"time":"';
const METRIC = '{"metric":"';
const VALUE = ',"value":';
const TAGS = ',"tags":';
const URL_TAG = '"url":"';

/**
 * Lines of `k6 run --out json=FILE`. A point is cut apart as k6 writes it, which is several times quicker than parsing
 * it: its tags are parsed once for each text. Anything else is parsed as JSON.
 */
export class JsonLineReader implements SampleLineReader {
  readonly #tags: KeptTags;
  #second = '';
  #secondMs = 0;

  constructor(tags: KeptTags) {
    this.#tags = tags;
  }

  read(line: string): SampleLine {
    if (line === '') return { kind: 'nothing' };
    return this.#cutApart(line) ?? this.#parsed(line);
  }

  #cutApart(line: string): SampleLine | null {
    if (!line.startsWith(METRIC)) return null;
    const point = line.indexOf(POINT, METRIC.length);
    if (point === -1) return null;
    const timeStart = point + POINT.length;
    const timeEnd = line.indexOf('"', timeStart);
    if (timeEnd === -1 || !line.startsWith(VALUE, timeEnd + 1)) return null;
    const valueStart = timeEnd + 1 + VALUE.length;
    const tagsAt = line.indexOf(TAGS, valueStart);
    if (tagsAt <= valueStart || !line.endsWith('}}')) return null;
    const value = Number(line.slice(valueStart, tagsAt));
    const timeMs = this.#timeMs(line, timeStart, timeEnd);
    if (Number.isNaN(value) || Number.isNaN(timeMs)) return null;
    const tags = this.#tagsOf(line.slice(tagsAt + TAGS.length, -2));
    if (tags === null) return null;
    return { kind: 'point', metric: line.slice(METRIC.length, point), timeMs, value, tags };
  }

  // Null: metadata behind the tags, or a line that is cut and ends like a whole one; for the parser.
  #tagsOf(text: string): Tags | null {
    const key = this.#tags.keeps('url') ? text : withoutUrl(text);
    const known = this.#tags.known(key);
    if (known !== undefined) return known;
    if (!(text === 'null' || /^\{[^{}]*\}$/.test(text))) return null;
    try {
      return this.#tags.learn(key, (JSON.parse(text) as Record<string, string> | null) ?? {});
    } catch {
      return null;
    }
  }

  // `2026-11-25T04:10:26.203290449Z`: the date is parsed once a second.
  #timeMs(line: string, start: number, end: number): number {
    const second = line.slice(start, start + 19);
    if (second !== this.#second) {
      this.#second = second;
      this.#secondMs = Date.parse(`${second}Z`);
    }
    if (line.charCodeAt(end - 1) === 90 /* Z */) {
      return end === start + 20
        ? this.#secondMs
        : this.#secondMs + 1000 * Number(line.slice(start + 19, end - 1));
    }
    return Date.parse(line.slice(start, end));
  }

  #parsed(line: string): SampleLine {
    const read = readK6Line(line);
    if (read.kind === 'unknown') return read;
    if (read.kind === 'metric') return { kind: 'metric', metric: read.metric, ...declaredIn(line) };
    const { metric, timeMs, value, tags } = read.sample;
    const text = JSON.stringify(tags);
    return {
      ...{ kind: 'point', metric, timeMs, value },
      tags: this.#tags.known(text) ?? this.#tags.learn(text, { ...tags }),
    };
  }
}

// Each URL would be a text of its own, although nothing is shown by it. What comes between the tags keeps two texts apart
// that differ in their names.
function withoutUrl(tags: string): string {
  const from = tags.indexOf(URL_TAG);
  if (from === -1) return tags;
  const to = tags.indexOf('"', from + URL_TAG.length);
  const escaped = to === -1 || tags.charCodeAt(to - 1) === 92; /* backslash */
  return escaped ? tags : tags.slice(0, from) + tags.slice(to);
}

interface DeclaredMetric {
  data: {
    type: MetricKind;
    contains: MetricContains;
    thresholds?: unknown[] | null;
    submetrics?: { name: string; tags?: Record<string, string> | null }[] | null;
  };
}

function declaredIn(line: string) {
  const { thresholds, submetrics } = (JSON.parse(line) as DeclaredMetric).data;
  return {
    thresholds: (thresholds ?? []).map(String),
    subMetrics: (submetrics ?? []).map(({ name, tags }) => ({ name, tags: tags ?? {} })),
  };
}
