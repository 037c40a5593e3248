import type { Sample, Tags } from '../metrics/sample.ts';
import { isoNano } from './json.ts';
import type { OutputFactory } from './output.ts';
import { growingText } from './text-file.ts';

const TIMES: Readonly<Record<string, (timeMs: number) => string>> = {
  unix: (ms) => String(Math.floor(ms / 1000)),
  unix_milli: (ms) => String(Math.floor(ms)),
  unix_micro: (ms) => String(Math.floor(ms * 1000)),
  unix_nano: (ms) => String(BigInt(Math.floor(ms * 1000)) * 1000n),
  rfc3339: (ms) => new Date(ms).toISOString().replace(/\.\d+Z/, 'Z'),
  rfc3339_nano: isoNano,
};

/** `--out csv=FILE`, or `csv=fileName=F,timeFormat=rfc3339`: a row for each sample, as k6 writes them. */
export const csvOutput: OutputFactory = (argument, run, streams) => {
  const { fileName, timeFormat } = settingsOf(argument);
  const text = growingText(fileName, streams);
  const columns = run.systemTags.filter((tag) => tag !== 'vu' && tag !== 'iter');
  const time = TIMES[timeFormat] ?? (TIMES['unix'] as (timeMs: number) => string);
  const row = ({ metric, timeMs, value, tags, metadata }: Sample): string =>
    [
      metric,
      time(timeMs),
      value.toFixed(6),
      ...columns.map((tag) => cell(tags[tag] ?? '')),
      cell(pairs(tags, columns)),
      cell(pairs(metadata ?? {}, [])),
    ].join(',');
  text.write(`metric_name,timestamp,metric_value,${[...columns, 'extra_tags', 'metadata'].join(',')}\n`);
  return {
    write(samples) {
      if (samples.length > 0) text.write(`${samples.map(row).join('\n')}\n`);
    },
    end: () => text.end(),
  };
};

function settingsOf(argument: string): { fileName: string; timeFormat: string } {
  if (!/^(fileName|saveInterval|timeFormat)=/.test(argument))
    return { fileName: argument || 'file.csv', timeFormat: 'unix' };
  const given = new Map(argument.split(',').map((pair) => pair.split('=') as [string, string]));
  return { fileName: given.get('fileName') ?? 'file.csv', timeFormat: given.get('timeFormat') ?? 'unix' };
}

function pairs(tags: Tags, without: readonly string[]): string {
  return Object.entries(tags)
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
