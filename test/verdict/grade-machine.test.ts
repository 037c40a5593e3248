import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MachineMeter } from '../../src/self-check/machine-meter.ts';
import { MachineTally } from '../../src/self-check/machine-tally.ts';
import { gradeMachine } from '../../src/verdict/grade-machine.ts';
import { folder } from '../helpers/harness.ts';

/** A machine's files: `/proc` and `/sys` below a folder. */
function machine(files: Record<string, string>) {
  const root = folder();
  const write = (all: Record<string, string>): void => {
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  write(files);
  return { root, write };
}

const V2 = {
  'proc/stat': 'cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1 1 1 1\n',
  'proc/self/cgroup': '0::/kubepods/pod7\n',
  'proc/self/limits':
    'Limit                     Soft Limit           Hard Limit           Units\nMax open files            4                    20                   files\n',
  'proc/self/fd/0': '',
  'proc/self/fd/1': '',
  'sys/fs/cgroup/kubepods/pod7/cpu.stat': 'usage_usec 9\nnr_throttled 0\nthrottled_usec 5000\n',
};

const own = (rssBytes: number) => ({ rssBytes, cpu: 0.2 });

describe('what the machine takes from the generator', () => {
  it('is read from the files of Linux, cgroup v2', () => {
    const { root, write } = machine(V2);
    const meter = new MachineMeter(root);
    write({
      'proc/stat': 'cpu  150 0 120 810 0 0 0 20 0 0\ncpu0 1 1 1 1\n',
      'sys/fs/cgroup/kubepods/pod7/cpu.stat': 'usage_usec 9\nnr_throttled 3\nthrottled_usec 45000\n',
    });
    expect(meter.take()).toEqual({
      steal: 0.2,
      cores: { busy: 0.7, all: 1 },
      throttledMs: 40,
      descriptors: 0.5,
    });
  });

  it('is read from cgroup v1, and in a container whose group is the root', () => {
    const v1 = { 'proc/self/cgroup': '8:cpuacct,cpu:/docker/7\n0::/\n' };
    const { root, write } = machine({ ...v1, 'sys/fs/cgroup/cpu/cpu.stat': 'throttled_time 1000000\n' });
    const meter = new MachineMeter(root);
    write({ 'sys/fs/cgroup/cpu/cpu.stat': 'throttled_time 8000000\n' });
    expect(meter.take()).toEqual({ steal: null, cores: null, throttledMs: 7, descriptors: null });
  });

  it('is unknown where no file tells', () => {
    const none = { steal: null, cores: null, throttledMs: null, descriptors: null };
    expect(new MachineMeter(folder()).take()).toEqual(none);
  });

  it('adds up over a run and is judged with what to change', () => {
    const { root, write } = machine(V2);
    const tally = new MachineTally(new MachineMeter(root), 1000);
    write({
      'proc/stat': 'cpu  150 0 120 810 0 0 0 20 0 0\n',
      'sys/fs/cgroup/kubepods/pod7/cpu.stat': 'throttled_usec 45000\n',
    });
    tally.second(1000, own(850), { gc: { totalMs: 150, longestMs: 20 } });
    tally.second(1000, own(700), { gc: { totalMs: 150, longestMs: 130 } });
    const lines = gradeMachine(tally.evidence()!);
    expect(tally.outOfMemory).toBe(false);
    expect(lines.map(({ id, level, value }) => [id, level, Number(value?.toFixed(1))])).toEqual([
      ['generator_steal', 'CRIT', 10],
      ['generator_throttled', 'CRIT', 2],
      ['generator_descriptors', 'OK', 50],
      ['generator_memory', 'WARN', 85],
      ['generator_gc', 'WARN', 15],
    ]);
    expect(lines[1]?.reason).toBe(
      '2.0 % of the run its CPU quota (cgroup) kept it from running; raise or remove the CPU limit of its container',
    );
  });

  it('says nothing before a second was looked at', () => {
    expect(new MachineTally(new MachineMeter(folder()), 1000).evidence()).toBeNull();
  });

  it('warns of a pause that a p95 shows, and knows when memory is about to end', () => {
    const tally = new MachineTally(new MachineMeter(folder()), 1000);
    tally.second(10_000, own(930), { gc: { totalMs: 130, longestMs: 130 } });
    expect(tally.outOfMemory).toBe(true);
    const lines = gradeMachine(tally.evidence()!);
    expect(lines.map(({ id, level }) => [id, level])).toEqual([
      ['generator_memory', 'CRIT'],
      ['generator_gc', 'WARN'],
    ]);
    expect(lines[1]?.reason).toContain('held a thread for 130 ms at once');
  });
});
