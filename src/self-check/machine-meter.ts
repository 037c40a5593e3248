import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the machine did to the load generator since the last reading; null where it does not tell. */
export interface MachineReading {
  /** Share (0..1) of the machine's CPU time that its hypervisor gave to others. */
  steal: number | null;
  /** Ms for which the container's CPU quota kept this process from running. */
  throttledMs: number | null;
  /** Cores of the machine that worked, of how many; other guests' time is left out. */
  cores: { busy: number; all: number } | null;
  /** Share (0..1) of the file descriptors that this process may open. */
  descriptors: number | null;
}

/** Reads Linux's own counters, once a second. */
export class MachineMeter {
  readonly #root: string;
  readonly #throttleFile: string | null;
  readonly #maxDescriptors: number | null;
  #cpu: Ticks | null;
  #throttledMs: number | null;

  /** `root` is where `/proc` and `/sys` are. */
  constructor(root = '/') {
    this.#root = root;
    this.#throttleFile = throttleFiles(root).find((file) => throttled(file) !== null) ?? null;
    this.#maxDescriptors = descriptorLimit(read(join(root, 'proc/self/limits')));
    this.#cpu = cpuTicks(read(join(root, 'proc/stat')));
    this.#throttledMs = this.#throttleFile === null ? null : throttled(this.#throttleFile);
  }

  take(): MachineReading {
    return { ...this.#ticks(), throttledMs: this.#throttled(), descriptors: this.#descriptors() };
  }

  #ticks(): Pick<MachineReading, 'steal' | 'cores'> {
    const before = this.#cpu;
    const now = cpuTicks(read(join(this.#root, 'proc/stat')));
    this.#cpu = now;
    if (before === null || now === null || now.all <= before.all) return { steal: null, cores: null };
    const whole = now.all - before.all;
    const busy = (Math.max(0, now.busy - before.busy) / whole) * now.cores;
    return {
      steal: Math.max(0, now.steal - before.steal) / whole,
      cores: now.cores === 0 ? null : { busy, all: now.cores },
    };
  }

  #throttled(): number | null {
    if (this.#throttleFile === null) return null;
    const before = this.#throttledMs;
    this.#throttledMs = throttled(this.#throttleFile);
    if (before === null || this.#throttledMs === null) return null;
    return Math.max(0, this.#throttledMs - before);
  }

  #descriptors(): number | null {
    if (this.#maxDescriptors === null) return null;
    try {
      return readdirSync(join(this.#root, 'proc/self/fd')).length / this.#maxDescriptors;
    } catch {
      return null;
    }
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

interface Ticks {
  steal: number;
  busy: number;
  all: number;
  cores: number;
}

// `cpu user nice system idle iowait irq softirq steal guest guest_nice`; guest time is in user's already.
function cpuTicks(stat: string): Ticks | null {
  const [, text] = /^cpu +(.+)$/m.exec(stat) ?? [];
  if (text === undefined) return null;
  const ticks = text.trim().split(/\s+/).map(Number).slice(0, 8);
  const [, , , idle = 0, waiting = 0, , , steal = 0] = ticks;
  const all = ticks.reduce((sum, each) => sum + each, 0);
  const cores = stat.match(/^cpu\d+ /gm)?.length ?? 0;
  return { steal, busy: all - idle - waiting - steal, all, cores };
}

// cgroup v2 has one hierarchy, v1 one for each controller; inside of a container its own group is the root.
function throttleFiles(root: string): string[] {
  const lines = read(join(root, 'proc/self/cgroup')).split('\n');
  const fields = lines.map((line) => line.split(':'));
  const v2 = fields.find(([id]) => id === '0')?.[2];
  const v1 = fields.find(([, controllers]) => controllers?.split(',').includes('cpu'));
  const base = join(root, 'sys/fs/cgroup');
  return [
    ...(v2 === undefined ? [] : [join(base, v2, 'cpu.stat')]),
    ...(v1 === undefined ? [] : [join(base, v1[1] ?? '', v1[2] ?? '', 'cpu.stat')]),
    join(base, 'cpu.stat'),
    join(base, 'cpu/cpu.stat'),
  ];
}

function throttled(file: string): number | null {
  const text = read(file);
  const [, micros] = /^throttled_usec (\d+)$/m.exec(text) ?? [];
  if (micros !== undefined) return Number(micros) / 1000;
  const [, nanos] = /^throttled_time (\d+)$/m.exec(text) ?? [];
  return nanos === undefined ? null : Number(nanos) / 1e6;
}

function descriptorLimit(limits: string): number | null {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
  return soft === undefined ? null : Number(soft);
}
