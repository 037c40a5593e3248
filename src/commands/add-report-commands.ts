import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Host } from '../host.ts';
import { envPair, wholeNumber } from './run/k6-flags.ts';

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

/** Declares `harness influx`. */
export function addInflux({ host, program, exit }: Session): void {
  program
    .command('influx <run>')
    .description('write a kept run to InfluxDB, e.g. what could not be sent while it went on')
    .option('--influxdb <url>', 'http://user:password@host:8086/database (else $R3MES_INFLUX_URL)')
    .option('--out-dir <folder>', 'where runs are kept', 'runs')
    .action(async (run: string, flags) => {
      const { influxCommand } = await import('./influx.ts');
      exit(await influxCommand(host, { run, ...flags }));
    });
}

/** Declares `harness history`. */
export function addHistory({ host, program, exit }: Session): void {
  program
    .command('history')
    .description('the runs that are kept, the newest first')
    .option('--keep <count>', 'first remove all but the newest so many runs', wholeNumber)
    .option('--json', 'as JSON', false)
    .option('--trend', 'each SLO by quarter with its margin, and the capacity that was found', false)
    .addOption(
      new Option('--format <format>', 'of the trend').choices(['text', 'html', 'json']).default('text'),
    )
    .option('--out <file>', 'write the trend there')
    .option('--influxdb <url>', 'the runs that wrote to an InfluxDB: http://user:password@host:8086/database')
    .option('--out-dir <folder>', 'where runs are kept', 'runs')
    .addHelpText(
      'after',
      '\nExample:\n  harness history --keep 20\n  harness history --trend --format html --out trend.html',
    )
    .action(async (flags) => {
      const { historyCommand } = await import('./history.ts');
      exit(await historyCommand(host, flags));
    });
}

/** Declares `harness gate`. */
export function addGate({ host, program, exit }: Session): void {
  const command = program
    .command('gate [scenario]')
    .description('may this build be deployed? probes, then the smoke and gate profiles, and one exit code')
    .option('--target <name>', 'the R3MES to aim at: a declared target, "standin", or a URL on this machine')
    .option('--targets <file>', 'where targets are declared (else the nearest harness.config.ts)')
    .option('--yes', 'load a production target without a question, for CI', false)
    .option(
      '--profiles <list>',
      'how to load it, one after the other; the last is held against the baseline',
      names,
      ['smoke', 'gate'],
    )
    .option('-e, --env <NAME=VALUE>', 'a variable in __ENV, repeatable', envPair, {})
    .option('--probes <list>', 'probes beside the load, or "none": no probes at all')
    .addOption(
      new Option('--fail-on <level>', 'the level at which an SLO line fails')
        .choices(['warn', 'critical'])
        .default('warn'),
    )
    .option('--out-dir <folder>', 'where runs are kept', 'runs')
    .option(
      '--report <format=file>',
      'write a report of the whole: junit, markdown or json; repeatable',
      reportsOf(['junit', 'markdown', 'json']),
      [],
    )
    .option('--summary <file>', 'append Markdown to this file (else to $GITHUB_STEP_SUMMARY)')
    .addOption(
      new Option('--annotations <kind>', 'for GitHub; auto: where it runs this')
        .choices(['auto', 'github', 'none'])
        .default('auto'),
    )
    .option('--no-repeat', 'do not repeat once what failed on latency alone, or what the generator spoiled')
    .option('-q, --quiet', 'no progress', false);
  addBaselineFlags(command)
    .addHelpText(
      'after',
      `
--baseline last is the newest earlier run with the last profile.

Examples:
  harness gate --target standin
  harness gate --target http://127.0.0.1:8000 --report junit=junit.xml --baseline last

Exit codes: 0 PASS or WARN, 99 FAIL, 120 INVALID, 121 NO-DATA; k6's own for their causes.`,
    )
    .action(async (scenario: string | undefined, flags) => {
      const { gateCommand } = await import('./gate.ts');
      exit(await gateCommand(host, { scenario: scenario ?? 'api', ...flags }));
    });
}

/** `--report FORMAT=FILE` of a run. */
export function addReportFlag(command: Command): Command {
  const formats = ['text', 'json', 'junit', 'markdown', 'html'];
  return command
    .option(
      '--influxdb <url>',
      'write each second there while the run goes: http://user:password@host:8086/database',
    )
    .option('--dashboard [port]', 'serve the report page on 127.0.0.1 while the run goes')
    .option(
      '--report <format=file>',
      'write a report there as well: text, json, junit, markdown or html; repeatable',
      reportsOf(formats),
      [],
    );
}

interface ReportFile {
  format: string;
  file: string;
}

function reportsOf(formats: readonly string[]) {
  return (text: string, before: readonly ReportFile[]): ReportFile[] => {
    const [, format = '', file] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
    if (file === undefined || !formats.includes(format)) {
      throw new InvalidArgumentError(
        `"${text}" is no report; give e.g. junit=junit.xml. Formats: ${formats.join(', ')}.`,
      );
    }
    return [...before, { format, file }];
  };
}

function names(text: string): string[] {
  const list = text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (list.length === 0) throw new InvalidArgumentError('give at least one profile, e.g. smoke,gate.');
  return list;
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
