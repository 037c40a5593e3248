import { HarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import type { RunPlan } from '../../plan/run-plan.ts';
import type { Target } from '../../targets/target.ts';
import { planText } from './plan-text.ts';

/** Shows the plan; for production it must be confirmed on a terminal, or by --yes. Throws HarnessError (104) otherwise. */
export async function confirmPlan(
  host: Host,
  { target, plan, quiet, yes }: { target: Target; plan: RunPlan; quiet: boolean; yes: boolean },
): Promise<void> {
  const production = target.rules.environment === 'production';
  if (production || !quiet) host.err.write(planText(target, plan, host.now()));
  if (!production || yes) return;
  if (!host.asksOnTerminal)
    throw unconfirmed(target, 'production must be confirmed, and this is no terminal');
  const answer = await host.ask(`Type the target's name to load ${target.name}, which is production: `);
  if (answer.trim() !== target.name) throw unconfirmed(target, 'the name was not typed');
}

function unconfirmed(target: Target, why: string): HarnessError {
  return new HarnessError(`production-confirmation: ${target.name} was not loaded: ${why}`, {
    code: 'ERR_TARGET_UNCONFIRMED',
    exit: 'invalidConfig',
    hint: 'Confirm on a terminal, or say --yes in CI. Nothing was sent.',
  });
}
