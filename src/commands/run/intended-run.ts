import type { IntendedRun } from '../../targets/guard-rails.ts';
import type { Target } from '../../targets/target.ts';
import type { LoadedRun, LoadRequest } from './load-script.ts';

/** What the guard rails of a target judge, of a script that was loaded for it. `scenario` is its name. */
export function intendedRun(
  target: Target,
  scenario: string,
  {
    run: { plan, code, about },
    request: { env },
    expectsLimit = false,
  }: {
    run: Pick<LoadedRun, 'plan' | 'code' | 'about'>;
    request: Pick<LoadRequest, 'env'>;
    expectsLimit?: boolean;
  },
): IntendedRun {
  return { target, scenario, plan, code, about, env, expectsLimit };
}
