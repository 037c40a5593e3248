import type { QuarterlyPart, QuarterlyRecord } from '../../src/store/record/quarterly-v1.ts';
import { formatCount, formatFigure, NOTHING } from '../figures.ts';
import { inertLine } from '../inert-text.ts';
import { layTable } from '../text/table.ts';

/** What each profile is asked, in a few words. */
const QUESTIONS: Readonly<Record<string, string>> = {
  smoke: 'does every route work?',
  load: 'an ordinary day and its peak',
  stress: 'beyond the peak, and back',
  spike: 'a sudden crowd, and back',
  soak: 'does it hold for long?',
  breakpoint: 'where does it break?',
};

/** The cells of a profile's row: name, question, verdict, figures, why. */
export function quarterlyCells({
  profile,
  status,
  state,
  figures,
  recovery,
  sentence,
}: QuarterlyPart): string[] {
  const { requests, p95Ms, errorsPercent, recoverySeconds, heldPerSecond } = figures;
  const special =
    heldPerSecond !== null
      ? `${heldPerSecond}/s held`
      : recoverySeconds !== null
        ? `well after ${Number(recoverySeconds.toFixed(1))} s`
        : NOTHING;
  return [
    profile,
    QUESTIONS[profile] ?? '',
    status === 'done' ? (state ?? 'ended early') : status,
    requests === null ? NOTHING : formatCount(requests),
    formatFigure(p95Ms, 'ms', []),
    formatFigure(errorsPercent, '%', []),
    special,
    atRest(recovery),
    inertLine([sentence, recovery?.trouble ?? ''].filter(Boolean).join(' At its end: ')),
  ];
}

function atRest(recovery: QuarterlyPart['recovery']): string {
  if (recovery == null) return NOTHING;
  const { healthy, seconds } = recovery;
  return healthy ? `${seconds.toFixed(1)} s` : `not within ${seconds.toFixed(0)} s`;
}

/** The heads of these cells. */
export const QUARTERLY_HEADS = [
  'profile',
  'asks',
  'verdict',
  'requests',
  'p95',
  'errors',
  'found',
  'at rest after',
  'why',
] as const;

/** One line about the whole. */
export function quarterlyHeadline({ state, sentence, endedAt }: QuarterlyRecord): string {
  if (endedAt === null) return 'Not finished: some profiles are still to be run.';
  return `${state ?? 'ENDED EARLY'}: ${inertLine(sentence)}`;
}

/** What was tested, at which scale. */
export function quarterlyFacts({ id, scenario, target, scale, startedAt }: QuarterlyRecord): string {
  const scaled = scale === 1 ? '' : `, at ${scale} of its time (stages, windows, warm-up and pauses alike)`;
  return `${id}: ${scenario} against ${inertLine(target.name)}, begun ${startedAt}${scaled}`;
}

/** For a terminal. */
export function quarterlyText(record: QuarterlyRecord, columns: number): string {
  const heads = QUARTERLY_HEADS.map((head) => ({
    head,
    align: (['requests', 'p95', 'errors'] as string[]).includes(head)
      ? ('right' as const)
      : ('left' as const),
  }));
  const rows = record.parts.map(quarterlyCells);
  const table = layTable(heads, rows, Math.max(80, columns)).join('\n').replaceAll('\u00a0', ' ');
  return `\n${quarterlyHeadline(record)}\n${quarterlyFacts(record)}\n\n${table}\n`;
}

/** For a page of text. */
export function quarterlyMarkdown(record: QuarterlyRecord): string {
  const inCell = (text: string) =>
    text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\u00a0', ' ');
  const row = (cells: readonly string[]) => `| ${cells.map(inCell).join(' | ')} |`;
  const rows = record.parts.map((part) => {
    const [profile = '', ...rest] = quarterlyCells(part);
    return row([profile, ...rest]);
  });
  return [
    `# ${inCell(quarterlyHeadline(record))}`,
    '',
    inCell(quarterlyFacts(record)),
    '',
    row(QUARTERLY_HEADS),
    row(QUARTERLY_HEADS.map(() => '---')),
    ...rows,
    '',
  ].join('\n');
}
