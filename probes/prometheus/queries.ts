import type { ProbeValue } from '../probe.ts';

/** A value and the queries that may give it: the runbook's names first, then those that really exist. */
export interface Query {
  /** Id of the objective that judges the value, where there is one. */
  id: string;
  title: string;
  unit: ProbeValue['unit'];
  /** In order; the first that gives a number is taken. `who` names the metric for people. */
  from: readonly { who: string; promql: string }[];
}

const ratio = (part: string, whole: string): string => `100 * (${part} or vector(0)) / ${whole}`;

/** Every query of the runbook's "Key Metrics to Monitor", with the names that the backend and the exporters have. */
export const QUERIES: readonly Query[] = [
  {
    id: 'api_latency_p95',
    title: 'API response time, p95',
    unit: 'ms',
    from: [
      {
        who: 'http_request_duration_seconds',
        promql: '1000 * max(http_request_duration_seconds{quantile="0.95"})',
      },
      {
        who: 'api_request_duration_seconds_bucket',
        promql:
          '1000 * histogram_quantile(0.95, sum by (le) (rate(api_request_duration_seconds_bucket[5m])))',
      },
    ],
  },
  {
    id: 'error_rate',
    title: 'Error rate',
    unit: '%',
    from: [
      {
        who: 'http_requests_total',
        promql: ratio(
          'sum(rate(http_requests_total{status=~"5.."}[5m]))',
          'sum(rate(http_requests_total[5m]))',
        ),
      },
      {
        who: 'api_requests_total',
        promql: ratio(
          'sum(rate(api_requests_total{status_code=~"5.."}[5m]))',
          'sum(rate(api_requests_total[5m]))',
        ),
      },
    ],
  },
  {
    id: 'request.rate',
    title: 'Requests a second',
    unit: 'count',
    from: [
      { who: 'http_requests_total', promql: 'sum(rate(http_requests_total[5m]))' },
      { who: 'api_requests_total', promql: 'sum(rate(api_requests_total[5m]))' },
    ],
  },
  {
    id: 'db_connections',
    title: 'Database connections in use',
    unit: '%',
    from: [
      { who: 'db_connection_pool_usage', promql: '100 * max(db_connection_pool_usage)' },
      {
        who: 'pg_stat_activity_count and pg_settings_max_connections',
        promql: '100 * sum(pg_stat_activity_count) / max(pg_settings_max_connections)',
      },
    ],
  },
  {
    id: 'db_query_avg',
    title: 'Database query time, average',
    unit: 'ms',
    from: [
      {
        who: 'db_query_duration_seconds',
        promql:
          '1000 * sum(rate(db_query_duration_seconds_sum[5m])) / sum(rate(db_query_duration_seconds_count[5m]))',
      },
      {
        who: 'database_query_duration_seconds',
        promql:
          '1000 * sum(rate(database_query_duration_seconds_sum[5m])) / sum(rate(database_query_duration_seconds_count[5m]))',
      },
    ],
  },
  {
    id: 'connections.active',
    title: 'Active database connections',
    unit: 'count',
    from: [
      { who: 'db_connections_active', promql: 'sum(db_connections_active)' },
      { who: 'pg_stat_activity_count', promql: 'sum(pg_stat_activity_count{state="active"})' },
      // The backend never sets it: a 0 of it says nothing.
      { who: 'database_connections_active', promql: 'sum(database_connections_active) > 0' },
    ],
  },
  {
    id: 'cpu',
    title: 'CPU usage',
    unit: '%',
    from: [
      { who: 'cpu_usage_percent', promql: 'max(cpu_usage_percent)' },
      {
        who: 'node_cpu_seconds_total',
        promql: '100 * (1 - min(avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))))',
      },
      { who: 'system_cpu_usage_percent', promql: 'max(system_cpu_usage_percent)' },
    ],
  },
  {
    id: 'memory',
    title: 'Memory usage',
    unit: '%',
    from: [
      { who: 'memory_usage_percent', promql: 'max(memory_usage_percent)' },
      {
        who: 'node_memory_MemAvailable_bytes',
        promql: '100 * max(1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)',
      },
    ],
  },
  {
    id: 'disk',
    title: 'Disk usage',
    unit: '%',
    from: [
      { who: 'disk_usage_percent', promql: 'max(disk_usage_percent)' },
      {
        who: 'node_filesystem_avail_bytes',
        promql:
          '100 * max(1 - node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|overlay|squashfs"} / node_filesystem_size_bytes)',
      },
    ],
  },
  {
    id: 'redis_memory',
    title: 'Redis memory against maxmemory',
    unit: '%',
    from: [
      {
        who: 'redis_memory_used_bytes',
        promql: '100 * max(redis_memory_used_bytes / (redis_memory_max_bytes > 0))',
      },
    ],
  },
  {
    id: 'chain.peers',
    title: 'Peers of the chain',
    unit: 'count',
    from: [
      { who: 'cometbft_p2p_peers', promql: 'min(cometbft_p2p_peers)' },
      { who: 'tendermint_p2p_peers', promql: 'min(tendermint_p2p_peers)' },
    ],
  },
];
