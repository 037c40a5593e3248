import { expect, test } from 'vitest';
import { watched } from '../../src/commands/run/watched-run.ts';
import type { Host } from '../../src/host.ts';

type Parts = Parameters<typeof watched>[1];

test('a signal that comes while a finished run is put away neither kills the process nor changes its result', async () => {
  const said: string[] = [];
  let signal = (): void => {
    said.push('killed');
  };
  const host = {
    env: {},
    onSignal(listener: () => void) {
      signal = listener;
      return () => {
        signal = () => said.push('killed');
      };
    },
    exitNow: () => said.push('exit'),
  } as unknown as Host;
  const engine = {
    stop: () => said.push('stop'),
    async close() {
      await Promise.resolve();
      signal();
      said.push('closed');
    },
  };
  const run = { engine, plan: { options: {} } };
  const result = await watched(
    host,
    { run, flags: {}, log: () => {} } as unknown as Parts,
    async () => 'PASS',
  );
  expect(result).toBe('PASS');
  expect(said).not.toContain('killed');
  expect(said).not.toContain('exit');
  expect(said.at(-1)).toBe('closed');
});
