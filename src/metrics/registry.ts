import type { MetricContains, MetricDefinition, MetricKind } from './sample.ts';

const define = (kind: MetricKind, contains: MetricContains, ...names: string[]): MetricDefinition[] =>
  names.map((name) => ({ name, kind, contains }));

/** The metrics that every run has, as in k6. */
export const BUILTIN_METRICS: readonly MetricDefinition[] = [
  ...define('gauge', 'default', 'vus', 'vus_max'),
  ...define('counter', 'default', 'iterations', 'dropped_iterations', 'http_reqs'),
  ...define('trend', 'time', 'iteration_duration', 'group_duration'),
  ...define('rate', 'default', 'checks', 'http_req_failed'),
  ...define('trend', 'time', 'http_req_duration', 'http_req_blocked', 'http_req_connecting'),
  ...define('trend', 'time', 'http_req_tls_handshaking', 'http_req_sending', 'http_req_waiting'),
  ...define('trend', 'time', 'http_req_receiving'),
  ...define('counter', 'data', 'data_sent', 'data_received'),
  ...define('counter', 'default', 'ws_sessions', 'ws_msgs_sent', 'ws_msgs_received'),
  ...define('trend', 'time', 'ws_connecting', 'ws_session_duration', 'ws_ping'),
];

/** Built-in metrics that exist only once `k6/net/grpc` is imported. */
export const GRPC_METRICS: readonly MetricDefinition[] = [
  ...define('trend', 'time', 'grpc_req_duration'),
  ...define('counter', 'default', 'grpc_streams', 'grpc_streams_msgs_sent', 'grpc_streams_msgs_received'),
];

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]{1,128}$/;

/** All metrics of a run by name. */
export class MetricRegistry {
  readonly #metrics = new Map<string, MetricDefinition>(
    BUILTIN_METRICS.map((metric) => [metric.name, metric]),
  );

  /** Adds a metric; an equal one may be added again. Returns what is wrong, in words, or null. */
  declare(metric: MetricDefinition): string | null {
    if (!NAME.test(metric.name)) {
      return `Invalid metric name: '${metric.name}'. Metric names must only include up to 128 ASCII letters, numbers, or underscores and start with a letter or an underscore.`;
    }
    const known = this.#metrics.get(metric.name);
    if (known === undefined) this.#metrics.set(metric.name, metric);
    else if (known.kind !== metric.kind)
      return `metric '${metric.name}' already exists but with type ${known.kind}, instead of ${metric.kind}`;
    else if (known.contains !== metric.contains)
      return `metric '${metric.name}' already exists but with a value type ${known.contains}, instead of ${metric.contains}`;
    return null;
  }

  get(name: string): MetricDefinition | undefined {
    return this.#metrics.get(name);
  }

  all(): MetricDefinition[] {
    return [...this.#metrics.values()];
  }
}
