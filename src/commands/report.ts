import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPORTS, type ReportFormat } from '../../reports/index.ts';
import { HarnessError } from '../errors.ts';
import type { Host } from '../host.ts';
import { loadRun } from '../store/load-run.ts';
import { writeReport } from './write-report.ts';

/** The flags of `harness report RUN`. */
export interface ReportFlags {
  /** Id of a run, `last`, or the path of its folder. */
  run: string;
  format: string;
  /** File to write to instead of standard output. */
  out?: string | undefined;
  outDir: string;
}

/** `harness report`: renders a stored run; the exit code says whether that worked, not what the verdict was. */
export async function reportCommand(host: Host, flags: ReportFlags): Promise<number> {
  const format = checkFormat(flags.format);
  const { record, intervals, directory } = await loadRun(flags.outDir, flags.run);
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
  return 0;
}

function checkFormat(format: string): ReportFormat {
  if (Object.hasOwn(REPORTS, format)) return format as ReportFormat;
  throw new HarnessError(`No report format "${format}"`, {
    code: 'ERR_REPORT_FORMAT',
    exit: 'usage',
    hint: `Formats: ${Object.keys(REPORTS).join(', ')}.`,
  });
}
