import type { LogEntry } from '../../engine/engine.ts';
import { HarnessError } from '../../errors.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { Host } from '../../host.ts';
import type { K6RunFlags } from './k6-flags.ts';
import type { LiveRun } from './live-run.ts';
import type { LoadedRun } from './load-script.ts';
import { type RestWish, RunControl, serveRest } from './run-control.ts';

/**
 * Runs while signals and the REST API may stop it: the first signal ends the run in order, the second at once. Begins
 * once a paused run is resumed, lingers where that is wanted, and leaves no engine behind.
 */
export async function watched<T>(
  host: Host,
  { run, flags, log }: { run: LoadedRun; flags: K6RunFlags; log: (entry: LogEntry) => void },
  go: (attach: (live: LiveRun) => void) => Promise<T>,
): Promise<T> {
  const { engine, plan } = run;
  let signals = 0;
  const paused = plan.options['paused'] === true;
  const control = new RunControl(engine, paused);
  const off = host.onSignal(() => {
    if (++signals > 1) {
      engine.kill();
      host.exitNow(EXIT_CODES.interrupted.code);
    }
    control.stop({ exit: 'interrupted', message: 'test run was aborted because of a signal' });
  });
  let closeRest = async (): Promise<void> => {};
  try {
    closeRest = await serveRest(host, control, { wish: restWish(host, flags, paused), log });
    await control.begin();
    const result = await go((live) => control.attach(live));
    if (flags.linger) {
      const message = 'Linger set; waiting for a signal, or for a stop through the REST API';
      log({ level: 'info', message, fields: {}, timeMs: host.now() });
      await control.released();
    }
    return result;
  } finally {
    await closeRest();
    await engine.close();
    off(); // last: a signal that comes as all is done changes no exit code
  }
}

function restWish(host: Host, { address }: K6RunFlags, paused: boolean): RestWish | null {
  if (address !== undefined) return { address, from: 'flag' };
  const variable = host.env['K6_ADDRESS'];
  if (variable) return { address: variable, from: 'environment' };
  if (!paused) return null;
  throw new HarnessError('the run is paused, and nothing can let it begin', {
    code: 'ERR_RUN_PAUSED',
    exit: 'invalidConfig',
    hint: 'Give --address 127.0.0.1:6565 and PATCH /v1/status, or leave out the option paused.',
  });
}
