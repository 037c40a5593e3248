import { findK6 } from '../../engine/k6/find-k6.ts';
import { isHarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { VERSION } from '../../package.ts';
import { type Finding, ok, warning } from './finding.ts';

const AREA = 'generator';

/** Which engines can run a script here. */
export async function engineFindings(host: Host): Promise<Finding[]> {
  const embedded = ok(AREA, `embedded engine ${VERSION}, the default`);
  try {
    const k6 = await findK6({ env: host.env, cwd: host.cwd });
    if (k6 === null)
      return [embedded, ok(AREA, 'no k6 here: scripts that need it (browser, extensions) are refused')];
    const { version, foundBy } = k6;
    const extensions = version.extensions.length === 0 ? '' : `, with ${version.extensions.join(', ')}`;
    return [embedded, ok(AREA, `k6 ${version.text} by ${foundBy}${extensions}, for --engine k6 and auto`)];
  } catch (error) {
    if (!isHarnessError(error)) throw error;
    return [embedded, warning(AREA, error.message, error.hint ?? '')];
  }
}
