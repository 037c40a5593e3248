import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPORTS, type ReportFormat } from '../../../reports/index.ts';
import { isHarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import type { RunRecord } from '../../store/record/v1.ts';
import { RunFolder } from '../../store/run-folder.ts';
import { unwritableFile } from '../../store/unwritable-file.ts';
import { writeReports } from '../write-report.ts';

/** `--report FORMAT=FILE`. */
export interface ReportFile {
  format: ReportFormat;
  file: string;
}

/** Writes a run's record into its folder; where the disk refuses, into the temporary one. The verdict stands: that is said. */
export function keepRecord(host: Host, folder: RunFolder, record: RunRecord): void {
  if (kept(host, () => folder.finish(record)) !== null) return;
  const aside = kept(host, () => keptAside(folder, record));
  if (aside !== null) host.err.write(`the run is kept in ${aside} instead: harness report ${aside}\n`);
}

/** Shows a run to its user: the page in its folder, the text on standard output, the files of `--report`. */
export async function showRun(
  host: Host,
  { folder, record, reports }: { folder: RunFolder; record: RunRecord; reports: readonly ReportFile[] },
): Promise<void> {
  const shown = { record, intervals: folder.intervals() };
  const options = { colour: host.out.isTTY && !host.env['NO_COLOR'], columns: host.out.columns };
  const page = REPORTS.html(shown, { ...options, htmlPath: null });
  const htmlPath = kept(host, () => folder.write('report.html', page));
  host.out.write(REPORTS.text(shown, { ...options, htmlPath }));
  const plain = { colour: false, columns: 100, htmlPath };
  await writeReports(host, reports, ({ format }) => REPORTS[format](shown, plain));
}

function keptAside(folder: RunFolder, record: RunRecord): string {
  const { id, ...rest } = record;
  const other = RunFolder.create(join(tmpdir(), 'harness-runs'), id, rest, (message) => {
    throw unwritableFile(message);
  });
  for (const interval of folder.intervals()) other.append(interval);
  other.finish(record);
  return other.directory;
}

/** Gives null, and says so, where the disk refuses what a run leaves: the verdict stands. */
export function kept<T>(host: Host, write: () => T): T | null {
  try {
    return write();
  } catch (error) {
    if (!isHarnessError(error)) throw error;
    host.err.write(`${error.message}; the verdict stands\n`);
    return null;
  }
}
