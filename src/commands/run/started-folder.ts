import { VERSION } from '../../package.ts';
import { RunFolder, runId } from '../../store/run-folder.ts';
import type { plannedRecord } from './run-record.ts';

/** The folder of a run that begins now, with what is known of it. */
export function startedFolder(
  { outDir, name }: { outDir: string; name: string },
  known: ReturnType<typeof plannedRecord>,
  startedMs: number,
): RunFolder {
  const startedAt = new Date(startedMs).toISOString();
  return RunFolder.create(outDir, runId(startedMs, name), { ...known, harness: VERSION, startedAt });
}
