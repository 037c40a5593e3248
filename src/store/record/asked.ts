import type { IntervalRecord } from './v1.ts';

/** Requests that an interval's errors are a share of; of an older record all of them. */
export const asked = ({ errorsOf, requests }: Pick<IntervalRecord, 'errorsOf' | 'requests'>): number =>
  errorsOf ?? requests;
