import type { Sample, Tags } from '../metrics/sample.ts';
import type { OutputFactory, OutputRun } from './output.ts';
import { growingText } from './text-file.ts';

/** `--out json=FILE`: a line for each metric before its first sample, and a line for each sample, as k6 writes them. */
export const jsonOutput: OutputFactory = (place, run, streams) => {
  const text = growingText(place, streams);
  const told = new Set<string>();
  return {
    write(samples) {
      let lines = '';
      for (const sample of samples) {
        if (!told.has(sample.metric)) {
          told.add(sample.metric);
          lines += metricLine(sample.metric, run);
        }
        if (Number.isFinite(sample.value)) lines += pointLine(sample);
        else streams.error(`--out json left out a sample of ${sample.metric}: ${sample.value} is no JSON`);
      }
      if (lines !== '') text.write(lines);
    },
    end: async () => text.end(),
  };
};

function metricLine(name: string, run: OutputRun): string {
  const metric = run.metric(name);
  const whole = run.thresholds.filter((each) => each.metric === name && Object.keys(each.tags).length === 0);
  const subs = run.subMetrics(name);
  const data = {
    name,
    type: metric?.kind ?? 'trend',
    contains: metric?.contains ?? 'default',
    thresholds: whole.flatMap(({ expressions }) =>
      expressions.map((each) =>
        each.abortOnFail
          ? { threshold: each.source, abortOnFail: true, delayAbortEval: `${each.delayAbortEvalMs / 1000}s` }
          : each.source,
      ),
    ),
    submetrics:
      subs.length === 0
        ? null
        : subs.map((sub) => ({
            name: sub.name,
            suffix: sub.name.slice(sub.name.indexOf('{') + 1, -1),
            tags: sub.tags,
          })),
  };
  return `${JSON.stringify({ type: 'Metric', data, metric: name })}\n`;
}

function pointLine({ metric, timeMs, value, tags, metadata }: Sample): string {
  const beside = metadata === undefined ? '' : `,"metadata":${sortedJson(metadata)}`;
  return `{"metric":"${metric}","type":"Point","data":{"time":"${isoNano(timeMs)}","value":${value},"tags":${sortedJson(tags)}${beside}}}\n`;
}

const known = new WeakMap<Tags, string>();

// Samples share their tags, so each set is put into words once.
function sortedJson(tags: Tags): string {
  let json = known.get(tags);
  if (json === undefined) {
    json = JSON.stringify(Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1))));
    known.set(tags, json);
  }
  return json;
}

/** RFC 3339 with the microseconds that a fractional epoch millisecond has. */
export function isoNano(timeMs: number): string {
  const whole = Math.floor(timeMs);
  const micros = Math.floor((timeMs - whole) * 1000);
  return new Date(whole).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
}
