import { spawn } from 'node:child_process';
import { killProcess } from '../../src/host.ts';
import type { Backup } from '../backup.ts';
import { ProbeError } from '../probe.ts';
import { untilAborted } from '../until-aborted.ts';
import type { BackupSource } from './source.ts';

const MOST_OUTPUT = 1024 * 1024;
/** ISO 8601, with `T` or a blank; without a zone it is UTC. */
const TIME = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?/;
const EPOCH = /(?:^|\s)(\d{10})(?:\.\d+)?(?=\s|$)/;

/** What a shell command prints: a line for each backup, with a time (ISO 8601 or epoch seconds) somewhere in it. */
export function commandSource(command: string): BackupSource {
  return {
    kind: 'command',
    // The command may hold secrets.
    label: 'the command of R3MES_BACKUP',
    list: async (signal) => backupsOf(await outputOf(command, signal)),
    close: () => {},
  };
}

function backupsOf(output: string): Backup[] {
  const found = output.split('\n').flatMap((line): Backup[] => {
    const iso = TIME.exec(line)?.[0];
    const epoch = EPOCH.exec(line)?.[1];
    const atMs = iso === undefined ? Number(epoch) * 1000 : isoTime(iso);
    return Number.isFinite(atMs) ? [{ name: line.trim().slice(0, 80), atMs, bytes: null }] : [];
  });
  if (found.length > 0) return found;
  throw new ProbeError({
    stage: 'assert',
    code: 'BODY',
    message: 'the command printed no time of a backup',
    hint: 'each line of a backup has a time, e.g. 2026-01-31T02:00:00Z, or epoch seconds',
  });
}

function isoTime(text: string): number {
  const joined = text
    .replace(/ ?UTC$/, 'Z')
    .replace(/ ([+-]\d)/, '$1')
    .replace(' ', 'T');
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(joined) ? joined : `${joined}Z`);
}

async function outputOf(command: string, signal: AbortSignal): Promise<string> {
  // A group of its own, so that its children end with it.
  const child = spawn('/bin/sh', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const end = () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    killProcess(-child.pid, 'SIGKILL');
  };
  let output = '';
  let said = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString('utf8');
    if (output.length > MOST_OUTPUT) end();
  });
  child.stderr.on('data', (data: Buffer) => {
    said = (said + data.toString('utf8')).slice(-500);
  });
  const code = await untilAborted(
    new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }),
    {
      signal,
      stop: end,
      doing: 'waiting for the command of R3MES_BACKUP',
      hint: 'raise --timeout, or look at what the command waits for',
    },
  );
  if (code === 0) return output;
  throw new ProbeError({
    stage: 'query',
    code: `EXIT_${code ?? 'SIGNAL'}`,
    message: `the command of R3MES_BACKUP ended with ${code ?? 'a signal'}: ${said.trim().split('\n').at(-1) ?? ''}`,
    hint: 'try it in a shell, as the same user',
  });
}
