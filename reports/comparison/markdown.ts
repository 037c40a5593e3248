import { escapeMarkdown } from '../markdown.ts';
import { CHANGE_HEAD, changeCells, comparisonSentences, worstChangesFirst } from './change-cells.ts';
import type { ComparisonReport } from './comparison-report.ts';

const MOST_ROWS = 200;

/** Markdown for a step summary or a comment on a pull request. */
export const markdownComparison: ComparisonReport = (comparison) => {
  const [first = '', ...more] = comparisonSentences(comparison).map(escapeMarkdown);
  const changes = worstChangesFirst(comparison);
  const rows = changes
    .slice(0, MOST_ROWS)
    .map((change) => `| ${changeCells(change).map(escapeMarkdown).join(' | ')} |\n`);
  const rule = CHANGE_HEAD.map((_, index) => (index < 2 ? '---' : '---:'));
  const hidden = changes.length - rows.length;
  return [
    `## ${escapeMarkdown(comparison.after)} against ${escapeMarkdown(comparison.before)}\n\n**${first}**\n\n`,
    more.map((sentence) => `${sentence}\n`).join('\n'),
    `\n| ${CHANGE_HEAD.join(' | ')} |\n| ${rule.join(' | ')} |\n${rows.join('')}`,
    hidden > 0 ? `\n${hidden} more measures in the record.\n` : '',
  ].join('');
};
