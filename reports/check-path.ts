import type { CheckRecord } from '../src/store/record/v1.ts';

/** The groups around a check and its name: `::a::b` and `c` give a, b, c. */
export const checkPath = ({ group, name }: CheckRecord): string[] => [
  ...group.split('::').filter((part) => part !== ''),
  name,
];
