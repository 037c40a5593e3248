import { HarnessError, isHarnessError } from '../../errors.ts';

/**
 * A scenario of ours refuses a variable by throwing in its init code: to the user that is a wrong setting, in one line, and
 * no fault of a script. Any other error is given back as it is.
 */
export function settingError(error: unknown): unknown {
  if (!isHarnessError(error) || error.code !== 'ERR_SCRIPT_INIT') return error;
  const [, text] = /^Error: ([^\n]*\bR3MES_[A-Z_]+\b[^\n]*)/.exec(error.message) ?? [];
  if (text === undefined) return error;
  return new HarnessError(text, {
    code: 'ERR_SCENARIO_SETTING',
    exit: 'invalidConfig',
    hint: 'docs/scenarios.md lists the variables that scenarios read.',
    cause: error,
  });
}
