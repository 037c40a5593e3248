import { Option } from 'commander';
import type { Session } from './add-report-commands.ts';
import { addK6Flags, givenOptions, optionsOfFlags } from './run/k6-flags.ts';

/** Declares `harness inspect`. */
export function addInspect({ host, program, exit }: Session): void {
  addK6Flags(program.command('inspect <scenario>'))
    .description(
      'type-check a script, show its options and its plan, and what it would be sorry for; sends nothing',
    )
    .option('--target <name>', 'also hold it against the guard rails of a target')
    .option('--targets <file>', 'where targets are declared (else the nearest harness.config.ts)')
    .option('--profile <name>', 'how it would be loaded')
    .option('--k6-version <version>', 'name what this k6 does not have, e.g. 1.0.0')
    .option('--no-types', 'without the type check')
    .option('--json', 'as JSON', false)
    .addOption(new Option('--gate').hideHelp().default(true))
    .addHelpText(
      'after',
      '\nExamples:\n  harness inspect api --profile load\n  harness inspect ./script.ts --k6-version 1.0.0\n\nExit code 104 when something is an error.',
    )
    .action(async (scenario: string, flags) => {
      const { inspectCommand } = await import('./inspect.ts');
      exit(
        await inspectCommand(host, scenario, {
          ...flags,
          options: optionsOfFlags(flags),
          given: givenOptions(flags),
        }),
      );
    });
}

/** Declares `harness bundle`. */
export function addBundle({ host, program, exit }: Session): void {
  program
    .command('bundle <scenario>')
    .description('one plain k6 file of a scenario or script and all that it imports')
    .option('--out <file>', 'write there instead of standard output')
    .addHelpText(
      'after',
      '\nExample:\n  harness bundle api --out api.k6.js\n  k6 run -e R3MES_API_URL=http://127.0.0.1:8000 api.k6.js',
    )
    .action(async (scenario: string, flags) => {
      const { bundleCommand } = await import('./bundle.ts');
      exit(await bundleCommand(host, scenario, flags));
    });
}
