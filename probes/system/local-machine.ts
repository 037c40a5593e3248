import { readFile, statfs } from 'node:fs/promises';
import os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProbeValue } from '../probe.ts';

/** What a first look waits for, or half its deadline where that is less: the use of a CPU is a difference. */
const FIRST_SPAN_MS = 1000;

interface CpuTimes {
  idle: number;
  total: number;
  atMs: number;
}

/** CPU, memory and disk of this machine, by what the system says. */
export class LocalMachine {
  #before: CpuTimes | undefined;

  async look(signal: AbortSignal, deadlineMs = Number.POSITIVE_INFINITY) {
    const before = this.#before ?? cpuTimes();
    const spanMs = Math.min(FIRST_SPAN_MS, deadlineMs / 2);
    if (this.#before === undefined) await pause(spanMs, undefined, { signal });
    const now = cpuTimes();
    this.#before = now;
    const total = now.total - before.total;
    const percent = total > 0 ? (1 - (now.idle - before.idle) / total) * 100 : null;
    const [memory, disk] = await Promise.all([memoryUse(), diskUse()]);
    const [load = 0] = os.loadavg();
    return { cpu: { percent, overMs: now.atMs - before.atMs }, memory, disk, load, cores: os.cpus().length };
  }
}

function cpuTimes(): CpuTimes {
  let idle = 0;
  let total = 0;
  for (const { times } of os.cpus()) {
    idle += times.idle;
    total += times.idle + times.user + times.nice + times.sys + times.irq;
  }
  return { idle, total, atMs: performance.now() };
}

/** What applications cannot get any more: caches can be given back, so they do not count. */
async function memoryUse(): Promise<Pick<ProbeValue, 'value' | 'note'>> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kibibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  const [total, available] = [kibibytes('MemTotal'), kibibytes('MemAvailable')];
  if (total > 0 && available >= 0) return { value: (1 - available / total) * 100 };
  return { value: (1 - os.freemem() / os.totalmem()) * 100, note: 'caches counted as in use' };
}

/** Of the root file system, as `df` counts: blocks kept for root are not free. */
async function diskUse(): Promise<Pick<ProbeValue, 'value' | 'note'>> {
  try {
    const { blocks, bfree, bavail } = await statfs('/');
    const used = blocks - bfree;
    return { value: (used / (used + bavail)) * 100, note: 'of /' };
  } catch (error) {
    return {
      value: null,
      note: `/ cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
