#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { addDoctor, addProbe, addSlo, failOnOption } from './commands/add-health-commands.ts';
import {
  addBaselineFlags,
  addCompare,
  addGate,
  addHistory,
  addInflux,
  addReportFlag,
  type Session,
} from './commands/add-report-commands.ts';
import { addCollect, addOperator, addSplit } from './commands/add-scale-commands.ts';
import { addBundle, addInspect, addQuarterly } from './commands/add-script-commands.ts';
import {
  addK6Flags,
  collect,
  givenOptions,
  optionsOfFlags,
  plainArguments,
  wholeNumber,
} from './commands/run/k6-flags.ts';
import { isHarnessError } from './errors.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { createHost, type Host } from './host.ts';
import { VERSION } from './package.ts';

/** The command line: parses flags, calls one command, sets the exit code. The only place that ends the process. */
async function main(host: Host): Promise<number> {
  const program = new Command('harness')
    .description('Load tests, health probes and SLO verdicts for R3MES. Scenarios are ordinary k6 scripts.')
    .version(VERSION, '-V, --version', 'print the version')
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({ writeErr: (text) => host.err.write(text), writeOut: (text) => host.out.write(text) });
  let code = 0;
  const session: Session = {
    host,
    program,
    exit(result) {
      code = result;
    },
  };
  for (const add of COMMANDS) add(session);
  await program.parseAsync(plainArguments(host.args), { from: 'user' });
  return code;
}

/** In the order of `harness --help`. */
const COMMANDS = [
  addRun,
  addProbe,
  addDoctor,
  addGate,
  addReport,
  addCompare,
  addHistory,
  addInflux,
  addQuarterly,
  addInspect,
  addBundle,
  addList,
  addSlo,
  addStandin,
  addDemo,
  addSplit,
  addCollect,
  addOperator,
];

function addRun({ host, program, exit }: Session): void {
  addReportFlag(addBaselineFlags(addK6Flags(program.command('run <scenario>'))))
    .description('run a scenario (by name) or a k6 script (by path), judge it by the SLOs, write a report')
    .option('--target <name>', 'the R3MES to aim at: a declared target, "standin", or a URL on this machine')
    .option('--targets <file>', 'where targets are declared (else the nearest harness.config.ts)')
    .option('--yes', 'load a production target without a question, for CI', false)
    .addOption(
      new Option('--profile <name>', 'how to load it, and what to judge (docs/scenarios.md)').choices(
        profileNames(),
      ),
    )
    .option('--workers <count>', 'threads that share the load (default: one core is left free)', workerNumber)
    .option('--expect-rate-limit', 'prove that the limiter of the target works (scenarios of ours)', false)
    .option('--probes <list>', 'probes beside the load: a comma list, or "none"')
    .addOption(failOnOption('warn'))
    .addOption(
      new Option('--abort-on <level>', 'stop early once a line was at this level for its window').choices([
        'critical',
      ]),
    )
    .option('--out-dir <folder>', 'where runs are kept', 'runs')
    .addOption(
      new Option('--engine <name>', 'which engine runs the script')
        .choices(ENGINE_WISHES)
        .default('embedded'),
    )
    .option(
      '--k6-path <file>',
      'the k6 of --engine k6 or auto; else K6_BIN, PATH, an image of docker or podman',
    )
    .addOption(new Option('--k6-finish-timeout <time>', 'for a k6 that hangs').default('10s').hideHelp())
    .option(
      '--keep-series',
      "keep every second of every series, so that 'harness collect' can merge runs",
      false,
    )
    .option('--no-gate', "as k6 run: only the script's own thresholds decide; no probes, SLOs or report")
    .addHelpText(
      'after',
      `
Examples:
  harness run api --target http://127.0.0.1:8000
  harness run api --target standin --profile load
  harness run ./script.js -u 10 -d 30s --no-gate
  harness run - < script.js

Exit codes: 0 PASS or WARN, 99 FAIL, 120 INVALID, 121 NO-DATA; k6's own for their causes.`,
    )
    .action(async (scenario: string, flags) => {
      const { runCommand } = await import('./commands/run.ts');
      const { givenScript } = await import('./commands/given-script.ts');
      const script = await givenScript(host, scenario);
      const options = { options: optionsOfFlags(flags), given: givenOptions(flags) };
      exit(await runCommand(host, script, { ...flags, ...options }));
    });
}

function addReport({ host, program, exit }: Session): void {
  program
    .command('report [run]')
    .description('render a run that was kept (its id, its folder, or "last"), or one that k6 made elsewhere')
    .option('--from <file>', 'what k6 wrote: a summary (JSON), or samples (JSON or CSV), also with gzip')
    .option('--keep', 'keep the run of --from in the folder of runs, e.g. to compare it', false)
    .option('--exit-code', 'end with the exit code of the verdict', false)
    .addOption(failOnOption('warn'))
    .option('--format <format>', 'text, json, junit, markdown or html', 'text')
    .option('--out <file>', 'write there instead of standard output')
    .option('--out-dir <folder>', 'where runs are kept', 'runs')
    .addHelpText(
      'after',
      '\nExamples:\n  harness report last --format html --out report.html\n  harness report --from k6-out.json.gz --exit-code',
    )
    .action(async (run: string | undefined, flags) => {
      const { reportCommand } = await import('./commands/report.ts');
      exit(await reportCommand(host, { run, ...flags }));
    });
}

function addList({ host, program }: Session): void {
  program
    .command('list')
    .description('what there is: scenarios, profiles, probes, reports, faults')
    .option('--json', 'as JSON', false)
    .action(async ({ json }) => {
      const { listCommand } = await import('./commands/list.ts');
      listCommand(host, json ? 'json' : 'text');
    });
}

function addStandin({ host, program, exit }: Session): void {
  program
    .command('standin')
    .description('start a local R3MES to aim at, on real parts, with faults on demand')
    .option('--fault <NAME[=VALUE]>', 'a fault from the start, repeatable (docs/standin.md)', collect, [])
    .option('--port <port>', 'of the API; 0 is any free one', wholeNumber, 0)
    .option('--control-port <port>', 'of the control server; 0 is any free one', wholeNumber, 0)
    .option('--web-port <port>', 'of the front end; 0 is any free one', wholeNumber, 0)
    .option('--delay-scale <factor>', "multiplies the API's waits for a dead chain", factor, 1)
    .option('--ws-ping-ms <ms>', 'time between two pings of a WebSocket', wholeNumber, 30_000)
    .option('--ws-pong-timeout-ms <ms>', 'when a silent WebSocket is closed', wholeNumber, 60_000)
    .option('--ws-push', 'push blocks and network status over the WebSockets', false)
    .option('--block-time-ms <ms>', 'time between two blocks', wholeNumber, 1000)
    .option('--pool-size <count>', "connections of the API's pool to PostgreSQL", wholeNumber, 20)
    .option('--no-rate-limits', 'lift the rate limits of the API')
    .option('--no-redis', 'do without Redis')
    .addOption(new Option('--unlisted', 'end with the process that started this one').hideHelp())
    .action(async (flags) => {
      const { standinCommand } = await import('./commands/standin.ts');
      exit(await standinCommand(host, flags));
    });
}

function addDemo({ host, program, exit }: Session): void {
  program
    .command('demo')
    .description('start a local R3MES, load it for half a minute with probes beside, report, stop it')
    .option(
      '--fault <NAME[=VALUE]>',
      'break it: latency=300ms, errors=3%, chain-down, ... repeatable',
      collect,
      [],
    )
    .option('-d, --duration <time>', 'how long', '30s')
    .option('--rate <count>', 'requests a second', wholeNumber, 30)
    .option('--delay-scale <factor>', "multiplies the API's waits for a dead chain", factor, 1)
    .addOption(failOnOption('warn'))
    .option('--out-dir <folder>', 'where runs are kept', 'runs')
    .option('-q, --quiet', 'no progress', false)
    .addHelpText('after', '\nExample:\n  harness demo -d 10s --fault latency=300ms')
    .action(async (flags) => {
      const { demoCommand } = await import('./commands/demo.ts');
      exit(await demoCommand(host, flags));
    });
}

function workerNumber(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return count;
}

/** As src/commands/run/pick-engine.ts has them: help must not load an engine. */
const ENGINE_WISHES = ['embedded', 'k6', 'auto'];

function profileNames(): string[] {
  return ['smoke', 'gate', 'load', 'stress', 'spike', 'soak', 'breakpoint'];
}

function factor(text: string): number {
  const value = Number(text);
  if (text === '' || !(value >= 0 && value <= 100)) {
    throw new InvalidArgumentError(`"${text}" is no factor; give a number from 0 to 100, e.g. 0.01.`);
  }
  return value;
}

const host = createHost();
try {
  host.setExitCode(await main(host));
} catch (error) {
  if (error instanceof CommanderError) host.setExitCode(error.exitCode === 0 ? 0 : EXIT_CODES.usage.code);
  else if (isHarnessError(error)) {
    host.err.write(`harness: ${error.message}\n${error.hint === undefined ? '' : `  ${error.hint}\n`}`);
    host.setExitCode(error.exitCode);
  } else throw error;
}
