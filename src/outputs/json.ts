import type { Sample } from '../metrics/sample.ts';
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
      }
      if (lines !== '') text.write(lines);
    },
    end: () => text.end(),
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
  const data = { time: isoNano(timeMs), value, tags, ...(metadata === undefined ? {} : { metadata }) };
  return `${JSON.stringify({ metric, type: 'Point', data })}\n`;
}

/** RFC 3339 with the microseconds that a fractional epoch millisecond has. */
export function isoNano(timeMs: number): string {
  const whole = Math.floor(timeMs);
  const micros = Math.floor((timeMs - whole) * 1000);
  return new Date(whole).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
}
