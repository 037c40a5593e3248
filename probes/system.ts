import type { Probe, ProbeFacts, ProbeSession, ProbeTarget, ProbeValue } from './probe.ts';
import { ProbeError } from './probe.ts';
import { PrometheusClient } from './prometheus/client.ts';
import { LocalMachine } from './system/local-machine.ts';

/** CPU, memory and disk: of this machine, or of hosts whose node_exporter a Prometheus scrapes. */
export const systemProbe: Probe = (target: ProbeTarget) => {
  const { system } = target;
  if (system === 'local') return new LocalSession();
  if (!system || !target.prometheusUrl) {
    throw new ProbeError({
      stage: 'configure',
      code: 'NO_SYSTEM',
      message: 'it is not said whose CPU, memory and disk are meant',
      hint: 'set R3MES_SYSTEM=local for this machine, or PROMETHEUS_URL and R3MES_SYSTEM=<regular expression of instances>',
    });
  }
  return new ExporterSession(new PrometheusClient(target), system);
};

const CPU = { id: 'cpu.usedPercent', title: 'CPU in use', unit: '%' } as const;
const MEMORY = { id: 'memory.usedPercent', title: 'Memory in use', unit: '%' } as const;
const DISK = { id: 'disk.usedPercent', title: 'Disk in use', unit: '%' } as const;

class LocalSession implements ProbeSession {
  readonly #machine = new LocalMachine();

  async sample(signal: AbortSignal, deadlineMs?: number): Promise<ProbeFacts> {
    const { cpu, memory, disk, load, cores } = await this.#machine.look(signal, deadlineMs);
    return {
      values: [
        { ...CPU, value: cpu.percent, note: `in the last ${(cpu.overMs / 1000).toFixed(1)} s` },
        { ...MEMORY, ...memory },
        { ...DISK, ...disk },
        { id: 'load.perCore', title: 'Load of a minute, per core', unit: 'ratio', value: load / cores },
      ],
      info: { product: 'this machine', cores: String(cores) },
    };
  }

  async close(): Promise<void> {}
}

/** Of several hosts the worst counts. */
class ExporterSession implements ProbeSession {
  readonly #client: PrometheusClient;
  readonly #matching: string;

  constructor(client: PrometheusClient, instances: string) {
    this.#client = client;
    this.#matching = `instance=~${JSON.stringify(instances)}`;
  }

  async sample(signal: AbortSignal): Promise<ProbeFacts> {
    const by = this.#matching;
    const disks = `${by},fstype!~"tmpfs|ramfs|overlay|squashfs"`;
    return {
      values: [
        await this.#worst(
          CPU,
          `100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{${by},mode="idle"}[1m])))`,
          signal,
        ),
        await this.#worst(
          MEMORY,
          `100 * (1 - node_memory_MemAvailable_bytes{${by}} / node_memory_MemTotal_bytes{${by}})`,
          signal,
        ),
        await this.#worst(
          DISK,
          `100 * (1 - node_filesystem_avail_bytes{${disks}} / node_filesystem_size_bytes{${disks}})`,
          signal,
        ),
      ],
      info: { product: 'node_exporter', server: this.#client.label, instances: by },
    };
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  async #worst(head: Omit<ProbeValue, 'value'>, promql: string, signal: AbortSignal): Promise<ProbeValue> {
    const series = (await this.#client.query(promql, signal)).filter(({ value }) => Number.isFinite(value));
    const [first, ...rest] = series;
    if (first === undefined) {
      const metric = /node_\w+/.exec(promql)?.[0];
      return { ...head, value: null, note: `no series ${metric}{${this.#matching}}` };
    }
    const worst = rest.reduce((a, b) => (b.value > a.value ? b : a), first);
    const where = [worst.labels['instance'], worst.labels['mountpoint']].filter(Boolean).join(' ');
    return {
      ...head,
      value: worst.value,
      note: series.length === 1 ? where : `${where}, the worst of ${series.length}`,
    };
  }
}
