import type { ProbePass } from '../src/store/record/probe-pass.ts';
import type { Level, VerdictLine } from '../src/store/record/v1.ts';
import { inertLine } from './inert-text.ts';

/** What a Nagios plugin says and ends with. */
export interface NagiosAnswer {
  text: string;
  /** 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. */
  exitCode: 0 | 1 | 2 | 3;
}

const WORDS = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;
const CODES: Readonly<Record<Level, 0 | 1 | 2 | 3>> = { OK: 0, WARN: 1, CRIT: 2, 'NO-DATA': 3, 'N/A': 0 };
/** The worst first: a part that is down outweighs one that cannot be seen. */
const ORDER = [2, 1, 3, 0] as const;
const UOM: Readonly<Record<string, string>> = {
  ms: 'ms',
  s: 's',
  '%': '%',
  bytes: 'B',
  count: '',
  ratio: '',
};

/** A pass as a Nagios plugin answers: a line with performance data, then a line for each that is not OK. */
export function probeNagios({ lines, results }: ProbePass): NagiosAnswer {
  const judged = lines.filter(({ gates, level }) => gates && level !== 'N/A');
  const exitCode = ORDER.find((code) => judged.some(({ level }) => CODES[level] === code)) ?? 3;
  const bad = ORDER.slice(0, 3).flatMap((code) => judged.filter(({ level }) => CODES[level] === code));
  const first = bad[0];
  const rest = bad.length > 1 ? ` (and ${bad.length - 1} more)` : '';
  const said =
    first === undefined ? `${results.length} probes answered` : `${first.title}: ${first.reason}${rest}`;
  const perfdata = [
    ...judged.flatMap((line) => datum(line) ?? []),
    ...results.map(({ probe, durationMs }) => `'${probe}_duration'=${figure(durationMs)}ms;;;0`),
  ];
  const detail = bad.map(
    ({ level, title, reason }) => `${WORDS[CODES[level]]}: ${plain(`${title}: ${reason}`)}`,
  );
  const text = `R3MES ${WORDS[exitCode]} - ${plain(said)} | ${perfdata.join(' ')}`;
  return { exitCode, text: `${[text, ...detail].join('\n')}\n` };
}

/** A plugin that could not start its work. */
export function nagiosUnknown(message: string): NagiosAnswer {
  return { exitCode: 3, text: `R3MES UNKNOWN - ${plain(message)}\n` };
}

/** `'label'=value[UOM];warn;crit;min;max`; good values that are large have their ranges turned round. */
function datum({ id, kind, value, unit, warn, critical, direction }: VerdictLine): string | undefined {
  if (value === null || !Number.isFinite(value) || kind !== 'slo') return undefined;
  const range = (limit: number | null) =>
    limit === null ? '' : direction === 'above' ? `${limit}:` : `${limit}`;
  const most = unit === '%' ? ';100' : '';
  return `'${id}'=${figure(value)}${UOM[unit] ?? ''};${range(warn)};${range(critical)};0${most}`;
}

const figure = (value: number): string => String(Number(value.toPrecision(6)));

/** The bar parts the text from its data. */
const plain = (text: string): string => inertLine(text).replaceAll('|', '/');
