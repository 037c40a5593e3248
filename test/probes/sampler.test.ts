import { describe, expect, it } from 'vitest';
import type { ProbeName, ProbeResult, ProbeTarget } from '../../probes/probe.ts';
import { startSampler } from '../../probes/sampler.ts';
import { http, tcp } from './looking.ts';

interface Sampled {
  probes: readonly ProbeName[];
  target: ProbeTarget;
  until: (results: readonly ProbeResult[]) => boolean;
  deadlineMs?: number;
  clockRate?: number;
}

/** Samples every 100 ms until the results are enough. */
async function sampled({
  probes,
  target,
  until,
  deadlineMs = 3000,
  clockRate = 1,
}: Sampled): Promise<ProbeResult[]> {
  const results: ProbeResult[] = [];
  const startedMs = performance.now();
  let enough = () => {};
  const done = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const sampler = startSampler({
    probes,
    target,
    intervalMs: 100,
    deadlineMs,
    clock: () => (performance.now() - startedMs) * clockRate,
    onResult(result) {
      results.push(result);
      if (until(results)) enough();
    },
  });
  await done;
  await sampler.stop();
  return results;
}

const of = (results: readonly ProbeResult[], name: ProbeName): ProbeResult[] =>
  results.filter(({ probe }) => probe === name);

const time = '{"server_time":1790000000}';
const block = JSON.stringify({
  result: { sync_info: { latest_block_height: '5', latest_block_time: '2026-01-01T00:00:00Z' } },
});

describe('the sampler', () => {
  it('lets a slow probe skip beats instead of overlapping itself, and hold up no other', async () => {
    let open = 0;
    let most = 0;
    const apiUrl = await http((_, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => response.end(time, () => open--), 450);
    });
    const rpcUrl = await http((_, response) => response.end(block));
    const results = await sampled({
      probes: ['http', 'chain'],
      target: { apiUrl, rpcUrl },
      until: (found) => of(found, 'http').length === 3,
    });
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(most).toBe(1);
    const beats = of(results, 'http').map(({ atMs }) => Math.round(atMs / 100));
    expect((beats[1] as number) - (beats[0] as number)).toBeGreaterThanOrEqual(5);
    expect(of(results, 'chain').length).toBeGreaterThanOrEqual(6);
  });

  it('looks once at a beat even where timers fire before it', async () => {
    const rpcUrl = await http((_, response) => response.end(block));
    const results = await sampled({
      probes: ['chain'],
      target: { rpcUrl },
      clockRate: 0.85,
      until: (found) => found.length === 6,
    });
    const beats = results.map(({ atMs }) => Math.round(atMs / 100));
    expect(new Set(beats).size).toBe(beats.length);
  });

  it('gives a probe that hangs a result at every deadline', async () => {
    const apiUrl = `http://${await tcp(() => {})}`;
    const results = await sampled({
      probes: ['http'],
      target: { apiUrl },
      deadlineMs: 150,
      until: (found) => found.length === 3,
    });
    expect(results.map((result) => !result.ok && result.failure.stage)).toEqual([
      'deadline',
      'deadline',
      'deadline',
    ]);
  });

  it('reports a malformed target once, and ends looks under way without a result', async () => {
    const apiUrl = `http://${await tcp(() => {})}`;
    const rpcUrl = await http((_, response) => response.end(block));
    const results = await sampled({
      probes: ['http', 'chain', 'redis'],
      target: { apiUrl, rpcUrl, redisUrl: 'redis://:Hidden77#x@h' },
      until: (found) => of(found, 'chain').length === 4,
    });
    expect(of(results, 'http')).toEqual([]);
    expect(of(results, 'redis')).toMatchObject([{ ok: false, failure: { stage: 'configure' } }]);
    expect(JSON.stringify(results)).not.toContain('Hidden77');
  });
});
