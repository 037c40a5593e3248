import { SLOS } from '../../thresholds.ts';
import type { Host } from '../host.ts';
import { k6Thresholds } from './slo/k6-thresholds.ts';
import { prometheusRules } from './slo/prometheus-rules.ts';

/** Prints the SLO table, the same as JSON, as thresholds of k6, or rules for Prometheus. */
export function sloCommand(host: Host, format: 'table' | 'json' | 'k6' | 'prometheus'): void {
  const texts = {
    table: () => `${sloTable()}\n`,
    json: () => `${JSON.stringify(SLOS, null, 2)}\n`,
    k6: () => `${JSON.stringify({ thresholds: k6Thresholds() }, null, 2)}\n`,
    prometheus: prometheusRules,
  };
  host.out.write(texts[format]());
}

function sloTable(): string {
  const rows = SLOS.map((slo) => {
    const numbers = [slo.target, slo.warn, slo.critical].map((n) => `${n} ${slo.unit}`.padStart(11)).join('');
    const source = `${slo.source.document}: ${slo.source.section}${slo.ours ? ' (ours)' : ''}`;
    return `${slo.id.padEnd(20)}${numbers}  ${slo.title.padEnd(44)} ${source}`;
  });
  const head = `${'id'.padEnd(20)}${['target', 'warning', 'critical'].map((t) => t.padStart(11)).join('')}  title`;
  return [head, ...rows].join('\n');
}
