import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Host } from '../host.ts';
import { wholeNumber } from './run/k6-flags.ts';

/** What the declaration of a command needs. */
export interface Session {
  host: Host;
  program: Command;
  /** Sets the exit code. */
  exit(code: number): void;
}

/** Declares `harness compare`. */
export function addCompare({ host, program, exit }: Session): void {
  program
    .command('compare <before> <after>')
    .description('what changed from one run to another: better, same, worse or cannot tell, with intervals')
    .addOption(
      new Option('--format <format>', 'output').choices(['text', 'json', 'markdown']).default('text'),
    )
    .option('--out <file>', 'write there instead of standard output')
    .option('--out-dir <folder>', 'where runs are kept', 'runs')
    .addOption(maxRegressionOption('be a gate: exit with 99 when surely worse by more than this'))
    .addOption(allowDifferencesOption())
    .addHelpText(
      'after',
      `
Runs are ids, "last" or paths of folders. Noise between runs is learnt from the other runs in the folder.

Examples:
  harness compare 20261125-101500-api last
  harness compare baselines/main last --max-regression 10%`,
    )
    .action(async (before: string, after: string, flags) => {
      const { compareCommand } = await import('./compare.ts');
      exit(await compareCommand(host, { before, after, ...flags }));
    });
}

/** Declares `harness history`. */
export function addHistory({ host, program, exit }: Session): void {
  program
    .command('history')
    .description('the runs that are kept, the newest first')
    .option('--keep <count>', 'first remove all but the newest so many runs', wholeNumber)
    .option('--json', 'as JSON', false)
    .option('--out-dir <folder>', 'where runs are kept', 'runs')
    .addHelpText('after', '\nExample:\n  harness history --keep 20')
    .action(async (flags) => {
      const { historyCommand } = await import('./history.ts');
      exit(await historyCommand(host, flags));
    });
}

/** The flags that hold a run against an earlier one. */
export function addBaselineFlags(command: Command): Command {
  return command
    .option('--baseline <run>', 'hold it against this earlier run: an id, "last" or a folder')
    .addOption(
      maxRegressionOption('FAIL when surely worse than the baseline by more than this').default(10, '10%'),
    )
    .addOption(allowDifferencesOption());
}

function maxRegressionOption(description: string): Option {
  return new Option('--max-regression <percent>', description).argParser(percent);
}

function allowDifferencesOption(): Option {
  return new Option(
    '--allow-differences',
    'compare although plans, targets or generators differ; the report says in what',
  ).default(false);
}

function percent(text: string): number {
  const [, number] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(text.trim()) ?? [];
  const value = Number(number);
  if (number === undefined || value > 1000) {
    throw new InvalidArgumentError(`"${text}" is no percentage; give e.g. 10%.`);
  }
  return value;
}
