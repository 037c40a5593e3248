import { ageSince } from './age.ts';
import { type BackupSource, backupSource } from './backup/source.ts';
import type { Probe, ProbeFacts, ProbeSession, ProbeTarget } from './probe.ts';
import { ProbeError } from './probe.ts';

/** A backup that was found. */
export interface Backup {
  name: string;
  /** When it was finished, epoch ms. */
  atMs: number;
  /** Null where the source does not say it. */
  bytes: number | null;
}

/** The newest backup: a file, an object of an S3-like listing, or what a command prints. Empty ones do not count. */
export const backupProbe: Probe = (target: ProbeTarget) => new BackupSession(backupSource(target));

class BackupSession implements ProbeSession {
  readonly #source: BackupSource;

  constructor(source: BackupSource) {
    this.#source = source;
  }

  async sample(signal: AbortSignal): Promise<ProbeFacts> {
    const all = await this.#source.list(signal);
    const whole = all.filter(({ bytes }) => bytes !== 0);
    const [first, ...rest] = whole;
    if (first === undefined) throw nothing(all.length, this.#source.label);
    const newest = rest.reduce((a, b) => (b.atMs > a.atMs ? b : a), first);
    const empty = all.length - whole.length;
    const aside = empty > 0 ? `; ${empty} of no size left out` : '';
    const age = ageSince(newest.atMs);
    const dated = age.note === undefined ? '' : `; ${age.note}`;
    const before = rest.length > 0 ? previousBytes(whole, newest) : null;
    return {
      values: [
        {
          id: 'age.seconds',
          title: 'Age of the newest backup',
          value: age.value,
          unit: 's',
          note: `${newest.name}${dated}${aside}`,
        },
        {
          id: 'size.bytes',
          title: 'Its size',
          value: newest.bytes,
          unit: 'bytes',
          ...(newest.bytes === null
            ? { note: 'the source does not say it' }
            : before === null
              ? {}
              : { note: before }),
        },
        { id: 'count', title: 'Backups', value: whole.length, unit: 'count' },
      ],
      info: { product: this.#source.kind, server: this.#source.label },
    };
  }

  async close(): Promise<void> {
    this.#source.close();
  }
}

/** A backup of half the size of the one before is worth a look. */
function previousBytes(all: readonly Backup[], newest: Backup): string | null {
  const others = all.filter((each) => each !== newest && each.bytes !== null);
  const [first, ...rest] = others;
  if (first === undefined || newest.bytes === null) return null;
  const before = rest.reduce((a, b) => (b.atMs > a.atMs ? b : a), first).bytes ?? 0;
  return newest.bytes < before / 2
    ? `less than half of the one before (${before} bytes): is it whole?`
    : null;
}

function nothing(found: number, label: string): ProbeError {
  return new ProbeError({
    stage: 'assert',
    code: 'NO_BACKUP',
    message: found === 0 ? `there is no backup in ${label}` : `all ${found} backups in ${label} are empty`,
    hint: 'check R3MES_BACKUP, and whether the daily backup runs',
  });
}
