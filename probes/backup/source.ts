import type { Backup } from '../backup.ts';
import { ProbeError, type ProbeTarget } from '../probe.ts';
import { commandSource } from './command-source.ts';
import { fileSource } from './file-source.ts';
import { listingSource } from './listing-source.ts';

/** Where backups are looked for. */
export interface BackupSource {
  kind: 'files' | 'listing' | 'command';
  /** For people. */
  label: string;
  /** Every backup that is there, whole or not. Throws ProbeError. */
  list(signal: AbortSignal): Promise<Backup[]>;
  close(): void;
}

/** The source that R3MES_BACKUP names: `/path/with/*.dump`, an http URL, or `!command`. Throws ProbeError. */
export function backupSource(target: ProbeTarget): BackupSource {
  const text = (target.backup ?? '').trim();
  if (text.startsWith('!')) return commandSource(text.slice(1).trim());
  if (/^https?:\/\//i.test(text)) return listingSource(target);
  const path = text.replace(/^file:\/\//, '');
  if (path.startsWith('/')) return fileSource(path);
  throw new ProbeError({
    stage: 'configure',
    code: 'INVALID_BACKUP',
    message: 'R3MES_BACKUP names no place of backups',
    hint: 'write /backups/*.dump, https://bucket.example/?list-type=2&prefix=backups/, or !command that prints a time',
  });
}
