import type { Probe, ProbeFacts, ProbeSession, ProbeTarget, ProbeValue } from './probe.ts';
import { PrometheusClient } from './prometheus/client.ts';
import { QUERIES, type Query } from './prometheus/queries.ts';

/**
 * What a Prometheus knows of R3MES: the runbook's queries by its names and by those that really exist. It corroborates:
 * what clients measure decides, and a missing series is no good news but no data.
 */
export const prometheusProbe: Probe = (target: ProbeTarget) =>
  new PrometheusSession(new PrometheusClient(target));

class PrometheusSession implements ProbeSession {
  readonly #client: PrometheusClient;
  #version: string | undefined;

  constructor(client: PrometheusClient) {
    this.#client = client;
  }

  async sample(signal: AbortSignal): Promise<ProbeFacts> {
    this.#version ??= await this.#client.version(signal);
    const values = await Promise.all([
      this.#down(signal),
      this.#firing(signal),
      ...QUERIES.map((query) => this.#value(query, signal)),
    ]);
    const missing = values.filter(({ value }) => value === null).length;
    return {
      values,
      info: {
        product: 'Prometheus',
        version: this.#version,
        server: this.#client.label,
        ...(missing > 0 ? { missing: `${missing} of ${values.length} values have no series` } : {}),
      },
    };
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  async #down(signal: AbortSignal): Promise<ProbeValue> {
    const down = await this.#client.query('up == 0', signal);
    const names = down.map(({ labels }) => `${labels['job'] ?? ''} ${labels['instance'] ?? ''}`.trim());
    const head = { id: 'targets.down', title: 'Scraped targets that are down', unit: 'count' } as const;
    return { ...head, value: down.length, ...(down.length === 0 ? {} : { note: some(names) }) };
  }

  async #firing(signal: AbortSignal): Promise<ProbeValue> {
    const firing = await this.#client.query('ALERTS{alertstate="firing"}', signal);
    const names = [...new Set(firing.map(({ labels }) => labels['alertname'] ?? ''))];
    const head = { id: 'alerts.firing', title: 'Alerts firing', unit: 'count' } as const;
    return { ...head, value: firing.length, ...(firing.length === 0 ? {} : { note: some(names) }) };
  }

  async #value({ id, title, unit, from }: Query, signal: AbortSignal): Promise<ProbeValue> {
    const idle: string[] = [];
    for (const { who, promql } of from) {
      const [series] = await this.#client.query(promql, signal);
      if (series === undefined) continue;
      if (Number.isFinite(series.value)) return { id, title, unit, value: series.value, note: `from ${who}` };
      idle.push(who);
    }
    const note =
      idle.length > 0
        ? `${idle.join(', ')} counted nothing in 5 minutes`
        : `no series ${from.map(({ who }) => who).join(', nor ')}`;
    return { id, title, unit, value: null, note };
  }
}

const some = (names: readonly string[]): string =>
  names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
