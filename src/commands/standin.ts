import { rmSync, writeFileSync } from 'node:fs';
import { parseFault } from '../../standin/fault.ts';
import { startStandin } from '../../standin/standin.ts';
import type { Host } from '../host.ts';
import { standinNote } from '../targets/standin-note.ts';

/** Flags of `harness standin`, as commander gives them. */
export interface StandinFlags {
  fault: readonly string[];
  port: number;
  controlPort: number;
  webPort: number;
  wsPingMs: number;
  wsPongTimeoutMs: number;
  wsPush: boolean;
  delayScale: number;
  blockTimeMs: number;
  poolSize: number;
  rateLimits: boolean;
  redis: boolean;
  /** Started for one run: ends with the process that started it (its stdin), and `--target standin` skips it. */
  unlisted: boolean;
}

/** Starts a local R3MES, says where it is, and runs it until a signal (or the end of stdin's owner) ends it. */
export async function standinCommand(host: Host, flags: StandinFlags): Promise<number> {
  const faults = flags.fault.map(parseFault);
  const standin = await startStandin(
    {
      apiPort: flags.port,
      controlPort: flags.controlPort,
      webPort: flags.webPort,
      pushPace: { pingMs: flags.wsPingMs, pongTimeoutMs: flags.wsPongTimeoutMs },
      push: flags.wsPush,
      faults,
      delayScale: flags.delayScale,
      blockTimeMs: flags.blockTimeMs,
      poolSize: flags.poolSize,
      rateLimits: flags.rateLimits ? 'real' : 'lifted',
      redis: flags.redis ? 'if-found' : 'none',
      notice: (text) => host.err.write(`standin: ${text}\n`),
    },
    host.pid,
  );
  const note = flags.unlisted ? null : standinNote();
  if (note !== null) writeFileSync(note, JSON.stringify(standin.urls), { mode: 0o600 });
  host.out.write(`standin ready ${JSON.stringify(standin.urls)}\n`);
  await new Promise<void>((resolve) => {
    const off = host.onSignal(() => {
      off();
      resolve();
    });
    if (flags.unlisted) host.onInputEnd(resolve);
  });
  if (note !== null) rmSync(note, { force: true });
  await standin.close();
  return 0;
}
