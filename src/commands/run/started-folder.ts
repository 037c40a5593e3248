import type { LogEntry } from '../../engine/engine.ts';
import type { Host } from '../../host.ts';
import { VERSION } from '../../package.ts';
import { RunFolder, runId } from '../../store/run-folder.ts';
import type { plannedRecord } from './run-record.ts';

/** The folder of a run that begins now, with what is known of it; a disk that takes no more is logged. */
export function startedFolder(
  host: Host,
  { outDir, name, log }: { outDir: string; name: string; log: (entry: LogEntry) => void },
  { known, startedMs }: { known: ReturnType<typeof plannedRecord>; startedMs: number },
): RunFolder {
  const began = { ...known, harness: VERSION, startedAt: new Date(startedMs).toISOString() };
  return RunFolder.create(outDir, runId(startedMs, name), began, (message) =>
    log({ level: 'error', message, fields: {}, timeMs: host.now() }),
  );
}
