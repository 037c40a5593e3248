import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Backup } from '../backup.ts';
import { ProbeError } from '../probe.ts';
import { codeOf, messageOf } from '../system-failure.ts';
import type { BackupSource } from './source.ts';

/** Files of one folder; `*` stands for any text within a name. A folder means all of its files. */
export function fileSource(path: string): BackupSource {
  return {
    kind: 'files',
    label: path,
    list: () => filesOf(path),
    close: () => {},
  };
}

async function filesOf(path: string): Promise<Backup[]> {
  try {
    const folder = !path.includes('*') && (await stat(path)).isDirectory();
    const directory = folder ? path : dirname(path);
    const wanted = folder ? /^[^.]/ : new RegExp(`^${basename(path).split('*').map(escaped).join('.*')}$`);
    const names = (await readdir(directory)).filter((name) => wanted.test(name));
    const found = await Promise.all(names.map((name) => backupOf(join(directory, name), name)));
    return found.flat();
  } catch (error) {
    throw new ProbeError({
      stage: 'query',
      code: codeOf(error) || 'UNREADABLE',
      message: messageOf(error),
      hint: 'check the path in R3MES_BACKUP, and the rights of this user there',
    });
  }
}

/** A file that goes away while it is looked at was rotated. */
async function backupOf(path: string, name: string): Promise<Backup[]> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? [{ name, atMs: found.mtimeMs, bytes: found.size }] : [];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
