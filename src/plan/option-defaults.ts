/** Statistics of a trend in the summary unless the option `summaryTrendStats` says otherwise. */
export const DEFAULT_TREND_STATS: readonly string[] = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'];

const DEFAULT_SYSTEM_TAGS = [
  ...['proto', 'subproto', 'status', 'method', 'url', 'name', 'group', 'check', 'error', 'error_code'],
  ...['tls_version', 'scenario', 'service', 'expected_response'],
];

const SYSTEM_TAGS = [...DEFAULT_SYSTEM_TAGS, 'iter', 'vu', 'ocsp_status', 'ip'];

/** The system tags that are on, in k6's order; names that are none are dropped. */
export function systemTagsOf(options: Readonly<Record<string, unknown>>): string[] {
  const given = options['systemTags'];
  return Array.isArray(given) ? SYSTEM_TAGS.filter((name) => given.includes(name)) : DEFAULT_SYSTEM_TAGS;
}
