import { InvalidArgumentError, Option } from 'commander';
import { parseSpanMs } from '../duration.ts';
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
      const { givenScript } = await import('./given-script.ts');
      const script = await givenScript(host, scenario);
      exit(
        await inspectCommand(host, script, {
          ...flags,
          options: optionsOfFlags(flags),
          given: givenOptions(flags),
        }),
      );
    });
}

/** Declares `harness quarterly`. */
export function addQuarterly({ host, program, exit }: Session): void {
  addK6Flags(program.command('quarterly [scenario]'))
    .description(
      'every profile in order against one target, with pauses; one record and one page of all (default: api)',
    )
    .option('--target <name>', 'the R3MES to aim at: a declared target, "standin", or a URL on this machine')
    .option('--targets <file>', 'where targets are declared (else the nearest harness.config.ts)')
    .option('--yes', 'load a production target without a question, for CI', false)
    .option('--scale <factor>', 'shortens stages, windows and pauses alike: 0.1 is a tenth', share, 1)
    .option('--pause <time>', 'to recover between two profiles', span, 60_000)
    .option('--resume [id]', 'go on with the newest one that was interrupted, or the named one')
    .option('--probes <list>', 'probes beside the load: a comma list, or "none"')
    .addOption(
      new Option('--fail-on <level>', 'the level at which an SLO line fails')
        .choices(['warn', 'critical'])
        .default('warn'),
    )
    .option('--out-dir <folder>', 'where runs are kept', 'runs')
    .addHelpText(
      'after',
      '\nExamples:\n  harness quarterly --target staging\n  harness quarterly --target standin --scale 0.01\n  harness quarterly --target staging --resume',
    )
    .action(async (scenario: string | undefined, flags) => {
      const { quarterlyCommand } = await import('./quarterly.ts');
      const options = { options: optionsOfFlags(flags), given: givenOptions(flags) };
      const { pause: pauseMs, ...others } = flags;
      exit(
        await quarterlyCommand(host, scenario ?? 'api', {
          ...others,
          ...options,
          pauseMs,
          gate: true,
          engine: 'embedded',
        }),
      );
    });
}

function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError(`"${text}" is no scale; give a number above 0 and at most 1, e.g. 0.1.`);
}

function span(text: string): number {
  const ms = parseSpanMs(text);
  if (ms !== undefined && ms >= 0) return ms;
  throw new InvalidArgumentError(`"${text}" is no duration; write e.g. 60s.`);
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
