import { resolve } from 'node:path';
import { runTable } from '../../reports/text/run-table.ts';
import { TREND_REPORTS, type TrendFormat } from '../../reports/trend/index.ts';
import { trendsOf } from '../../reports/trend/trend.ts';
import { HarnessError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { influxAddress } from '../influx/influx-address.ts';
import { InfluxConnection } from '../influx/influx-connection.ts';
import { influxHistory, type KnownRun } from '../influx/influx-history.ts';
import { pruneRuns } from '../store/prune-runs.ts';
import { quarterlyTests } from '../store/quarterly-folder.ts';
import { listRuns } from '../store/run-list.ts';
import { writeReport } from './write-report.ts';

/** Flags of `harness history`, as commander gives them. */
export interface HistoryFlags {
  outDir: string;
  json: boolean;
  /** Remove all but the newest so many. */
  keep?: number;
  /** SLOs by quarter instead of a list. */
  trend: boolean;
  format: TrendFormat;
  out?: string;
  /** Read the runs there instead of in the folder. */
  influxdb?: string;
}

interface HistoryRun {
  id: string;
  record: KnownRun | null;
  problem: string;
}

/** The kept runs, the newest first; with --keep the older ones are removed first. */
export async function historyCommand(host: Host, flags: HistoryFlags): Promise<number> {
  refuseWithoutTrend(flags);
  if (flags.influxdb !== undefined && flags.keep !== undefined) throw keepsOnDisk();
  const outDir = resolve(host.cwd, flags.outDir);
  if (flags.keep !== undefined) {
    const { removed, spared } = await pruneRuns(outDir, flags.keep, host.now());
    const also = spared.length > 0 ? `; kept as well: ${spared.map(({ id }) => id).join(', ')}` : '';
    host.err.write(`history: ${removed.length} ${removed.length === 1 ? 'run' : 'runs'} removed${also}\n`);
  }
  const runs =
    flags.influxdb === undefined ? await onDisk(outDir, flags) : await inInflux(host, flags.influxdb);
  if (flags.trend) await writeTrend(host, runs, flags);
  else if (flags.json) host.out.write(`${JSON.stringify(runs.toReversed().map(rowOf), null, 2)}\n`);
  else {
    const tests = flags.influxdb === undefined ? quarterlyTests(outDir).map(({ record }) => record) : [];
    host.out.write(runTable({ runs: runs.toReversed(), tests: tests.toReversed() }, host.out.columns));
  }
  return EXIT_CODES.success.code;
}

// The runs of quarterly tests lie in folders of their own, and are what a trend by quarter is about.
async function onDisk(outDir: string, { trend }: HistoryFlags): Promise<HistoryRun[]> {
  if (!trend) return listRuns(outDir);
  const folders = [outDir, ...quarterlyTests(outDir).map(({ directory }) => directory)];
  const runs = (await Promise.all(folders.map((folder) => listRuns(folder)))).flat();
  const startedMs = ({ record }: HistoryRun) => Date.parse(record?.startedAt ?? '') || 0;
  return runs.toSorted((a, b) => startedMs(a) - startedMs(b));
}

// The list of runs is a table or JSON on standard output: what the trend alone can do is not left out in silence.
function refuseWithoutTrend({ trend, format, out }: HistoryFlags): void {
  const given = [
    ...(format === 'text' ? [] : [`--format ${format}`]),
    ...(out === undefined ? [] : ['--out']),
  ];
  if (trend || given.length === 0) return;
  throw new HarnessError(`${given.join(' and ')} ${given.length > 1 ? 'go' : 'goes'} with --trend only`, {
    code: 'ERR_HISTORY_FLAGS',
    exit: 'usage',
    hint: 'Add --trend, or list the runs with --json.',
  });
}

const rowOf = ({ id, record, problem }: HistoryRun) => ({
  id,
  state: record?.verdict?.state ?? null,
  startedAt: record?.startedAt ?? null,
  scripts: record?.scripts.map(({ path }) => path) ?? [],
  profile: record?.profile ?? null,
  target: record?.target?.name ?? null,
  exitCode: record?.exitCode ?? null,
  problem,
});

async function inInflux(host: Host, url: string): Promise<HistoryRun[]> {
  const connection = new InfluxConnection(influxAddress(url));
  try {
    await connection.connect();
    const runs = await influxHistory(connection);
    host.err.write(
      `history: ${runs.length} ${runs.length === 1 ? 'run' : 'runs'} in ${connection.detected}\n`,
    );
    return runs.map((record) => ({ id: record.id, record, problem: '' }));
  } catch (error) {
    throw connection.explain(error);
  }
}

async function writeTrend(
  host: Host,
  runs: readonly HistoryRun[],
  { json, format, out }: HistoryFlags,
): Promise<void> {
  const records = runs.flatMap(({ record }) => (record === null ? [] : [record]));
  const text = TREND_REPORTS[json ? 'json' : format](trendsOf(records));
  if (out === undefined) host.out.write(text);
  else await writeReport(resolve(host.cwd, out), text);
}

const keepsOnDisk = (): HarnessError =>
  new HarnessError('history --keep removes runs on disk, and --influxdb reads none of them', {
    code: 'ERR_HISTORY_KEEP',
    exit: 'usage',
    hint: 'Give one of them; in InfluxDB a retention policy removes what is old.',
  });
