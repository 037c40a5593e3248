import { SLOS } from './chunk-NPKOFR4P.js';

// src/commands/slo.ts
function sloCommand(host, format) {
  host.out.write(`${format === 'json' ? JSON.stringify(SLOS, null, 2) : sloTable()}
`);
}
function sloTable() {
  const rows = SLOS.map((slo) => {
    const numbers = [slo.target, slo.warn, slo.critical].map((n) => `${n} ${slo.unit}`.padStart(11)).join('');
    const source = `${slo.source.document}: ${slo.source.section}${slo.ours ? ' (ours)' : ''}`;
    return `${slo.id.padEnd(20)}${numbers}  ${slo.title.padEnd(44)} ${source}`;
  });
  const head = `${'id'.padEnd(20)}${['target', 'warning', 'critical'].map((t) => t.padStart(11)).join('')}  title`;
  return [head, ...rows].join('\n');
}

export { sloCommand };
//# sourceMappingURL=chunk-FH34RQUY.js.map
