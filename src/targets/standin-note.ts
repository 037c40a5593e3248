import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Where a running `harness standin` leaves its URLs, so that `--target standin` finds it. */
export function standinNote(): string {
  return join(tmpdir(), `r3mes-standin-${userInfo().uid}.json`);
}
