import { cpus, freemem, loadavg, totalmem } from 'node:os';
import { processUsage } from '../../src/host.ts';

/**
 * The Prometheus text of /metrics. As R3MES's own: `api_requests_total` and the request histogram are declared and
 * never get a sample, because their middleware is not installed.
 */
export function expositionOf(): string {
  const { cpuMicros, rssBytes } = processUsage();
  const cpuPercent = Math.min(100, (100 * (loadavg()[0] ?? 0)) / Math.max(1, cpus().length));
  const families: readonly (readonly [name: string, type: string, value: number | null])[] = [
    ['api_requests_total', 'counter', null],
    ['api_request_duration_seconds', 'histogram', null],
    ['cache_hits_total', 'counter', 0],
    ['cache_misses_total', 'counter', 0],
    ['database_connections_active', 'gauge', 0],
    ['system_memory_usage_bytes', 'gauge', totalmem() - freemem()],
    ['system_cpu_usage_percent', 'gauge', cpuPercent],
    ['process_resident_memory_bytes', 'gauge', rssBytes],
    ['process_cpu_seconds_total', 'counter', cpuMicros / 1e6],
  ];
  return families
    .map(([name, type, value]) => `# TYPE ${name} ${type}\n${value === null ? '' : `${name} ${value}\n`}`)
    .join('');
}
