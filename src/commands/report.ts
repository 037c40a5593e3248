import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { REPORTS, type ReportFormat } from '../../reports/index.ts';
import { QUARTERLY_REPORTS } from '../../reports/quarterly/index.ts';
import { HarnessError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { loadRun, type StoredRun } from '../store/load-run.ts';
import { quarterlyOf, type StoredQuarterly } from '../store/quarterly-folder.ts';
import { RunFolder } from '../store/run-folder.ts';
import { unwritableFile } from '../store/unwritable-file.ts';
import type { FailOn } from '../verdict/verdict.ts';
import { writeReport } from './write-report.ts';

/** The flags of `harness report RUN`. */
export interface ReportFlags {
  /** Id of a run, `last`, or the path of its folder; undefined with `from`. */
  run?: string | undefined;
  /** What k6 wrote elsewhere. */
  from?: string | undefined;
  /** Keep the run of `from` in the folder of runs. */
  keep: boolean;
  /** End with the exit code of the verdict. */
  exitCode: boolean;
  failOn: FailOn;
  format: string;
  /** File to write to instead of standard output. */
  out?: string | undefined;
  outDir: string;
}

/**
 * `harness report`: renders a stored run, or one that k6 made elsewhere. The exit code says whether that worked, and what
 * the verdict was with --exit-code only.
 */
export async function reportCommand(host: Host, flags: ReportFlags): Promise<number> {
  const format = checkFormat(flags.format);
  const quarterly = flags.run === undefined ? null : quarterlyOf(flags.outDir, flags.run);
  if (quarterly !== null) return quarterlyReport(host, quarterly, { ...flags, format });
  const { record, intervals, directory } = await runOf(host, flags);
  const html = join(directory, 'report.html');
  const text = REPORTS[format](
    { record, intervals },
    {
      colour: flags.out === undefined && host.out.isTTY && !host.env['NO_COLOR'],
      columns: host.out.columns,
      htmlPath: existsSync(html) ? html : null,
    },
  );
  if (flags.out === undefined) host.out.write(text);
  else await writeReport(flags.out, text);
  return flags.exitCode ? record.exitCode : 0;
}

// One page that binds the runs of a quarterly test.
async function quarterlyReport(
  host: Host,
  { directory, record }: StoredQuarterly,
  { format, out, exitCode }: Pick<ReportFlags, 'out' | 'exitCode'> & { format: ReportFormat },
): Promise<number> {
  if (format === 'junit') {
    throw new HarnessError('a quarterly test has no report as junit', {
      code: 'ERR_REPORT_FORMAT',
      exit: 'usage',
      hint: `Formats: ${Object.keys(QUARTERLY_REPORTS).join(', ')}. Each of its runs has one: harness report ${directory}/RUN --format junit`,
    });
  }
  const from = out === undefined ? host.cwd : dirname(resolve(host.cwd, out));
  const folder = relative(from, resolve(host.cwd, directory));
  const text = QUARTERLY_REPORTS[format](record, { columns: host.out.columns, folder });
  if (out === undefined) host.out.write(text);
  else await writeReport(out, text);
  return exitCode ? (record.exitCode ?? EXIT_CODES.interrupted.code) : 0;
}

async function runOf(host: Host, flags: ReportFlags): Promise<StoredRun> {
  const { run, from } = flags;
  if ((run === undefined) === (from === undefined)) {
    const wrong = run === undefined ? 'needs a run, or --from FILE' : 'takes a run or --from FILE, not both';
    throw new HarnessError(`report ${wrong}`, {
      code: 'ERR_REPORT_NO_RUN',
      exit: 'usage',
      hint: 'Write e.g. "harness report last", or "harness report --from k6-summary.json".',
    });
  }
  if (run !== undefined) return loadRun(flags.outDir, run);
  const { ingestFile } = await import('./ingest/ingest-file.ts');
  const ingested = await ingestFile(resolve(host.cwd, from ?? ''), flags.failOn);
  return flags.keep ? kept(flags.outDir, ingested) : { ...ingested, directory: '' };
}

function kept(outDir: string, { record, intervals }: Omit<StoredRun, 'directory'>): StoredRun {
  const folder = RunFolder.create(outDir, record.id, record, (message) => {
    throw unwritableFile(message);
  });
  for (const interval of intervals) folder.append(interval);
  const own = { ...record, id: folder.id };
  folder.write(
    'report.html',
    REPORTS.html({ record: own, intervals }, { colour: false, columns: 100, htmlPath: null }),
  );
  folder.finish(own);
  return { record: own, intervals, directory: folder.directory };
}

function checkFormat(format: string): ReportFormat {
  if (Object.hasOwn(REPORTS, format)) return format as ReportFormat;
  throw new HarnessError(`No report format "${format}"`, {
    code: 'ERR_REPORT_FORMAT',
    exit: 'usage',
    hint: `Formats: ${Object.keys(REPORTS).join(', ')}.`,
  });
}
