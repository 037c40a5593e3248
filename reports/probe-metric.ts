/** How a value of a probe is called in a Prometheus exposition, and what turns it into its base unit. */
export interface ProbeMetric {
  /** E.g. `r3mes_postgres_query_seconds`. */
  name: string;
  factor: number;
}

const UNITS: Readonly<Record<string, { suffix: string; factor: number; said: RegExp }>> = {
  ms: { suffix: '_seconds', factor: 0.001, said: /_(ms|millis|seconds)$/ },
  s: { suffix: '_seconds', factor: 1, said: /_seconds$/ },
  bytes: { suffix: '_bytes', factor: 1, said: /_bytes$/ },
  '%': { suffix: '_percent', factor: 1, said: /_percent$/ },
  ratio: { suffix: '_ratio', factor: 1, said: /_ratio$/ },
  count: { suffix: '', factor: 1, said: /$/ },
};

/** The metric of a probe's value, by its id and unit: `connections.usedPercent` is `r3mes_postgres_connections_used_percent`. */
export function probeMetric(probe: string, id: string, unit: string): ProbeMetric {
  const { suffix, factor, said } = UNITS[unit] ?? { suffix: '', factor: 1, said: /$/ };
  const snake = id
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
  return { name: `r3mes_${probe}_${snake.replace(said, '')}${suffix}`, factor };
}
