import { parseGoDurationMs } from '../duration.ts';
import { HarnessError } from '../errors.ts';
import type { Sample, Tags } from '../metrics/sample.ts';
import { suggest } from '../plan/suggest.ts';
import { isoNano } from './json.ts';
import type { OutputFactory, OutputStreams } from './output.ts';
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
  const { fileName, time } = settingsOf(argument, streams);
  const text = growingText(fileName, streams);
  const columns = run.systemTags.filter((tag) => tag !== 'vu' && tag !== 'iter');
  const known = new WeakMap<Tags, string>();
  const tagCells = (tags: Tags): string => {
    let cells = known.get(tags);
    if (cells === undefined) {
      cells = [...columns.map((tag) => cell(tags[tag] ?? '')), cell(pairs(tags, columns))].join(',');
      known.set(tags, cells);
    }
    return cells;
  };
  const row = ({ metric, timeMs, value, tags, metadata }: Sample): string =>
    `${metric},${time(timeMs)},${goFixed(value)},${tagCells(tags)},${cell(pairs(metadata ?? {}, []))}\n`;
  text.write(`metric_name,timestamp,metric_value,${[...columns, 'extra_tags', 'metadata'].join(',')}\n`);
  return {
    write(samples) {
      for (const sample of samples) text.write(row(sample));
    },
    end: async () => text.end(),
  };
};

function settingsOf(
  argument: string,
  { env }: OutputStreams,
): { fileName: string; time: (timeMs: number) => string } {
  const given: Record<string, string> = {
    fileName: env['K6_CSV_FILENAME'] || 'file.csv',
    saveInterval: env['K6_CSV_SAVE_INTERVAL'] || '1s',
    timeFormat: env['K6_CSV_TIME_FORMAT'] || 'unix',
  };
  if (argument !== '' && !argument.includes('=')) given['fileName'] = argument;
  for (const pair of argument.includes('=') ? argument.split(',') : []) {
    const name = pair.slice(0, pair.indexOf('='));
    if (!(name in given)) throw refused(`an unknown setting "${name}"`, suggest(name, Object.keys(given)));
    given[name] = pair.slice(name.length + 1);
  }
  const format = given['timeFormat'] as string;
  const time = Object.hasOwn(TIMES, format) ? TIMES[format] : undefined;
  if (time === undefined)
    throw refused(`an unknown timeFormat "${format}"`, suggest(format, Object.keys(TIMES)));
  const interval = given['saveInterval'] as string;
  if (!((parseGoDurationMs(interval) ?? 0) > 0))
    throw refused(`no saveInterval above zero: "${interval}"`, undefined);
  return { fileName: given['fileName'] as string, time };
}

const refused = (problem: string, near: string | undefined): HarnessError =>
  new HarnessError(`--out csv has ${problem}${near === undefined ? '' : `; did you mean "${near}"?`}`, {
    code: 'ERR_OUTPUT_SETTING',
    exit: 'usage',
    hint: `Write csv=FILE, or csv=fileName=FILE,saveInterval=1s,timeFormat=FORMAT with one of ${Object.keys(TIMES).join(', ')}.`,
  });

function pairs(tags: Tags, without: readonly string[]): string {
  return Object.entries(tags)
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const goFixed = (value: number): string =>
  Number.isFinite(value) ? value.toFixed(6) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
