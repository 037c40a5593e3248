import { expect, test } from 'vitest';
import { meaningOf } from '../../../src/engine/k6/k6-exit.ts';
import { type K6Exit, type K6Patience, K6Process } from '../../../src/engine/k6/k6-process.ts';

const QUICK: K6Patience = { afterTextMs: 50, otherwiseMs: 50 };

/** Runs a shell line as k6; `sampled`: told of samples as soon as it has said something. */
function ended(line: string, patience: K6Patience, sampled = false): Promise<K6Exit> {
  const process = new K6Process({
    ...{ file: '/bin/sh', args: ['-c', line], env: { PATH: '/usr/bin:/bin' }, cwd: '/', patience },
    listener: { onStdout: () => sampled && process.samplesCame(), onLogLine: () => {} },
  });
  return process.exit;
}

test.each([
  ['writes to stdout before its first sample', { afterTextMs: 50, otherwiseMs: 60_000 }, false],
  ['writes to stdout while samples come', { afterTextMs: 50, otherwiseMs: 50 }, true],
])('does not take for hung a k6 that %s', async (_name, patience, sampled) => {
  expect(await ended('echo starting; sleep 0.5; exit 7', patience, sampled)).toEqual({
    kind: 'code',
    code: 7,
  });
});

test('ends one that is silent, whatever it ignores', async () => {
  expect(await ended('trap "" TERM; echo done; sleep 600 & wait', QUICK)).toEqual({ kind: 'hung' });
});

test('waits for ever where nothing is heard at all: k6 may be slow to start', async () => {
  expect(await ended('sleep 0.5; exit 3', QUICK)).toEqual({ kind: 'code', code: 3 });
});

test('tells which thresholds k6 found crossed', () => {
  const meaning = meaningOf(
    { kind: 'code', code: 99 },
    "thresholds on metrics 'api_latency, http_req_duration{scenario:canary}' have been crossed",
  );
  expect(meaning).toMatchObject({
    crossed: true,
    crossedMetrics: ['api_latency', 'http_req_duration{scenario:canary}'],
  });
  expect(meaningOf({ kind: 'code', code: 99 }, null)).toMatchObject({ crossed: true, crossedMetrics: [] });
});
