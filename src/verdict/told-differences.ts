import type { Difference } from '../store/record/v1.ts';

/** What matters most stands first: another plan explains more than another machine. */
const ORDER: readonly Difference['kind'][] = ['plan', 'target', 'end', 'generator'];
const IN_FULL = 2;
const LONGEST_VALUE = 80;

/** In what two runs differ, in one readable line: the two that matter most in full, of the others their names. */
export function toldDifferences(differences: readonly Difference[]): string {
  const sorted = [...differences].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const full = sorted.slice(0, IN_FULL).map(told);
  const others = sorted.slice(IN_FULL).map(({ what }) => what);
  return [...full, ...(others.length > 0 ? [`also ${others.join(', ')}`] : [])].join('; ');
}

function told({ what, before, after }: Difference): string {
  if (/\(hash\)/.test(what)) return 'the content of the script was changed';
  const [was, is] = [shortened(before), shortened(after)];
  // Cut short, they may look the same.
  return was === is ? `${what} was ${before}, is ${after}` : `${what} was ${was}, is ${is}`;
}

const shortened = (value: string): string =>
  value.length <= LONGEST_VALUE ? value : `${value.slice(0, LONGEST_VALUE - 1)}…`;
