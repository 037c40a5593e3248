#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { isHarnessError } from './errors.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { createHost, type Host } from './host.ts';

/** The command line: parses flags, calls one command, sets the exit code. The only place that ends the process. */
async function main(host: Host): Promise<number> {
  let code = 0;
  const program = new Command('harness')
    .description('Load tests, health probes and SLO verdicts for R3MES. Scenarios are ordinary k6 scripts.')
    .exitOverride()
    .configureOutput({ writeErr: (text) => host.err.write(text), writeOut: (text) => host.out.write(text) });
  program
    .command('run <script>')
    .description('run a k6 script in the embedded engine')
    .option('-u, --vus <count>', 'virtual users', wholeNumber)
    .option('-d, --duration <time>', 'how long, e.g. 30s')
    .option('-i, --iterations <count>', 'iterations of all VUs together', wholeNumber)
    .option('-e, --env <NAME=VALUE>', 'a variable in __ENV, repeatable', envPair, {})
    .option('-q, --quiet', 'no progress', false)
    .option('--no-thresholds', 'do not judge thresholds')
    .option('--no-gate', "only the script's own thresholds decide (today the only mode)")
    .addHelpText('after', '\nExample:\n  harness run script.js -u 10 -d 30s -e BASE=http://127.0.0.1:8000')
    .action(async (script: string, flags) => {
      const { runCommand } = await import('./commands/run.ts');
      code = await runCommand(host, script, flags);
    });
  program
    .command('slo')
    .description('print the service level objectives')
    .addOption(new Option('--format <format>', 'output').choices(['table', 'json']).default('table'))
    .action(async ({ format }) => {
      const { sloCommand } = await import('./commands/slo.ts');
      sloCommand(host, format);
    });
  program
    .command('standin')
    .description('start a local R3MES to aim at, on real parts, with faults on demand')
    .option('--fault <NAME[=VALUE]>', 'a fault from the start, repeatable (docs/standin.md)', collect, [])
    .option('--port <port>', 'of the API; 0 is any free one', wholeNumber, 0)
    .option('--control-port <port>', 'of the control server; 0 is any free one', wholeNumber, 0)
    .option('--delay-scale <factor>', "multiplies the API's waits for a dead chain", factor, 1)
    .option('--block-time-ms <ms>', 'time between two blocks', wholeNumber, 1000)
    .option('--pool-size <count>', "connections of the API's pool to PostgreSQL", wholeNumber, 20)
    .option('--no-rate-limits', 'lift the rate limits of the API')
    .option('--no-redis', 'do without Redis')
    .action(async (flags) => {
      const { standinCommand } = await import('./commands/standin.ts');
      code = await standinCommand(host, flags);
    });
  await program.parseAsync([...host.args], { from: 'user' });
  return code;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is no whole number; give 0 or more.`);
  return Number(text);
}

function factor(text: string): number {
  const value = Number(text);
  if (text === '' || !(value >= 0 && value <= 100)) {
    throw new InvalidArgumentError(`"${text}" is no factor; give a number from 0 to 100, e.g. 0.01.`);
  }
  return value;
}

function collect(text: string, before: readonly string[]): string[] {
  return [...before, text];
}

function envPair(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, value = ''] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError(`"${text.split('=')[0]}" is no variable name.`);
  return { ...before, [name]: value };
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
