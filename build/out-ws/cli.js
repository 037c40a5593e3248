#!/usr/bin/env node

// src/cli.ts
// src/commands/run/k6-flags.ts
import {
  Command,
  CommanderError,
  InvalidArgumentError,
  InvalidArgumentError as InvalidArgumentError2,
  Option,
  Option as Option2,
} from 'commander';
import { createHost } from './chunk-S3WPPWT3.js';
import { EXIT_CODES, isHarnessError } from './chunk-T7JPV3JC.js';
import { OPTION_NAMES, optionEntry, readTexts } from './chunk-YUDVTQL2.js';

var ATTRIBUTES = {
  stages: 'stage',
  tags: 'tag',
  blacklistIPs: 'blacklistIp',
  localIPs: 'localIps',
  insecureSkipTLSVerify: 'insecureSkipTlsVerify',
};
var OWN_FLAGS = {
  vus: '--vus',
  duration: '--duration',
  iterations: '--iterations',
};
function addK6Flags(command) {
  command
    .option('-u, --vus <count>', 'virtual users', wholeNumber)
    .option('-d, --duration <time>', 'how long, e.g. 30s')
    .option('-i, --iterations <count>', 'iterations of all VUs together', wholeNumber)
    .option('-e, --env <NAME=VALUE>', 'a variable in __ENV, repeatable', envPair, {})
    .option('-o, --out <output>', 'raw samples: json=FILE, csv=FILE; repeatable', collect, [])
    .option('-q, --quiet', 'no progress', false)
    .option('--no-thresholds', "do not judge the script's thresholds")
    .option('-c, --config <file>', "k6's JSON configuration file")
    .option('--summary-export <file>', "the summary in k6's oldest JSON shape")
    .option('--summary-mode <mode>', 'compact, full or disabled')
    .option('--include-system-env-vars [on]', "this process's environment in __ENV", isOn, true)
    .option('--log-output <place>', 'stderr, stdout, none or file=PATH')
    .option('--log-format <format>', 'text, json or raw')
    .option('--no-color', 'no colours')
    .option('-v, --verbose', 'debug lines in the log', false);
  for (const name of OPTION_NAMES) {
    const { flag, kind } = optionEntry(name);
    if (flag === void 0) continue;
    const option = new Option(flag, `k6's option ${name}`).hideHelp();
    if (kind === 'stages' || kind === 'tags' || kind === 'list') option.argParser(collectOptional);
    command.addOption(option);
  }
  for (const ignored of [
    '--no-usage-report',
    '--linger',
    '--compatibility-mode <mode>',
    '-a, --address <address>',
  ]) {
    command.addOption(new Option(ignored, 'accepted, without effect').hideHelp());
  }
  return command;
}
function optionsOfFlags(flags) {
  const given = [];
  for (const name of OPTION_NAMES) {
    const flag = OWN_FLAGS[name] ?? optionEntry(name).flag;
    if (flag === void 0) continue;
    const negated = flag.includes('--no-');
    const plain = name.charAt(2).toLowerCase() + name.slice(3);
    const value = flags[ATTRIBUTES[name] ?? (negated ? plain.replace(/^vU/, 'vu') : name)];
    if (value === void 0 || (negated && value === true)) continue;
    const text = negated ? 'true' : Array.isArray(value) ? value.map(String) : String(value);
    given.push({ name, source: flag.split(' ').find((word) => word.startsWith('--')) ?? flag, text });
  }
  return readTexts(given);
}
function wholeNumber(text) {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is no whole number; give 0 or more.`);
  return Number(text);
}
function collect(text, before) {
  return [...before, text];
}
function collectOptional(text, before) {
  return [...(before ?? []), text];
}
function isOn(text) {
  return text !== 'false';
}
function envPair(text, before) {
  const [, name, value = ''] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(text) ?? [];
  if (name === void 0) throw new InvalidArgumentError(`"${text.split('=')[0]}" is no variable name.`);
  return { ...before, [name]: value };
}

// src/cli.ts
async function main(host2) {
  const program = new Command('harness')
    .description('Load tests, health probes and SLO verdicts for R3MES. Scenarios are ordinary k6 scripts.')
    .exitOverride()
    .configureOutput({
      writeErr: (text) => host2.err.write(text),
      writeOut: (text) => host2.out.write(text),
    });
  let code = 0;
  const session = {
    host: host2,
    program,
    exit(result) {
      code = result;
    },
  };
  for (const add of COMMANDS) add(session);
  await program.parseAsync([...host2.args], { from: 'user' });
  return code;
}
var COMMANDS = [addRun, addProbe, addReport, addList, addSlo, addStandin, addDemo];
function addRun({ host: host2, program, exit }) {
  addK6Flags(program.command('run <scenario>'))
    .description('run a scenario (by name) or a k6 script (by path), judge it by the SLOs, write a report')
    .option('--target <url>', 'the R3MES to aim at: a loopback URL, or "standin"')
    .addOption(new Option2('--profile <name>', 'how to load it (scenarios of ours)').choices(profileNames()))
    .option('--probes <list>', 'probes beside the load: a comma list, or "none"')
    .addOption(failOnOption('warn'))
    .option('--out-dir <folder>', 'where runs are kept', 'runs')
    .option('--no-gate', "as k6 run: only the script's own thresholds decide; no probes, SLOs or report")
    .addHelpText(
      'after',
      `
Examples:
  harness run api --target http://127.0.0.1:8000
  harness run api --target standin --profile load
  harness run ./script.js -u 10 -d 30s --no-gate

Exit codes: 0 PASS or WARN, 99 FAIL, 120 INVALID, 121 NO-DATA; k6's own for their causes.`,
    )
    .action(async (scenario, flags) => {
      const { runCommand } = await import('./chunk-FJYMSK3M.js');
      exit(await runCommand(host2, scenario, { ...flags, options: optionsOfFlags(flags) }));
    });
}
function addReport({ host: host2, program, exit }) {
  program
    .command('report <run>')
    .description('render a run that was kept: its id, its folder, or "last"')
    .option('--format <format>', 'text, json, junit, markdown or html', 'text')
    .option('--out <file>', 'write there instead of standard output')
    .option('--out-dir <folder>', 'where runs are kept', 'runs')
    .addHelpText('after', '\nExample:\n  harness report last --format html --out report.html')
    .action(async (run, flags) => {
      const { reportCommand } = await import('./chunk-IOM624KP.js');
      exit(await reportCommand(host2, { run, ...flags }));
    });
}
function addList({ host: host2, program }) {
  program
    .command('list')
    .description('what there is: scenarios, profiles, probes, reports, faults')
    .option('--json', 'as JSON', false)
    .action(async ({ json }) => {
      const { listCommand } = await import('./chunk-FHHKGTKP.js');
      listCommand(host2, json ? 'json' : 'text');
    });
}
function addSlo({ host: host2, program }) {
  program
    .command('slo')
    .description('print the service level objectives')
    .addOption(new Option2('--format <format>', 'output').choices(['table', 'json']).default('table'))
    .action(async ({ format }) => {
      const { sloCommand } = await import('./chunk-FH34RQUY.js');
      sloCommand(host2, format);
    });
}
function addStandin({ host: host2, program, exit }) {
  program
    .command('standin')
    .description('start a local R3MES to aim at, on real parts, with faults on demand')
    .option('--fault <NAME[=VALUE]>', 'a fault from the start, repeatable (docs/standin.md)', collect, [])
    .option('--port <port>', 'of the API; 0 is any free one', wholeNumber, 0)
    .option('--control-port <port>', 'of the control server; 0 is any free one', wholeNumber, 0)
    .option('--delay-scale <factor>', "multiplies the API's waits for a dead chain", factor, 1)
    .option('--block-time-ms <ms>', 'time between two blocks', wholeNumber, 1e3)
    .option('--pool-size <count>', "connections of the API's pool to PostgreSQL", wholeNumber, 20)
    .option('--no-rate-limits', 'lift the rate limits of the API')
    .option('--no-redis', 'do without Redis')
    .addOption(new Option2('--unlisted', 'end with the process that started this one').hideHelp())
    .action(async (flags) => {
      const { standinCommand } = await import('./chunk-GZBR4CZS.js');
      exit(await standinCommand(host2, flags));
    });
}
function addProbe({ host: host2, program, exit }) {
  program
    .command('probe [names...]')
    .description('one look at every declared part (or the named ones), judged by the SLOs')
    .option('--target <url>', 'the API to look at, or "standin"; else the environment decides')
    .option('--json', 'as JSON', false)
    .option('--timeout <time>', 'how long one probe may take', '3s')
    .addOption(failOnOption('critical'))
    .addHelpText(
      'after',
      `
Parts are declared by R3MES_API_URL, R3MES_RPC_URL, DATABASE_URL (or PGHOST) and REDIS_URL; without any of them
a running "harness standin" is looked at.

Examples:
  harness probe
  harness probe postgres redis --timeout 1s
  DATABASE_URL=postgresql://monitor@db/r3mes harness probe --json`,
    )
    .action(async (names, flags) => {
      const { probeCommand } = await import('./chunk-K7PUFDDZ.js');
      exit(await probeCommand(host2, { names, ...flags }));
    });
}
function addDemo({ host: host2, program, exit }) {
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
      const { demoCommand } = await import('./chunk-TVY76CZF.js');
      exit(await demoCommand(host2, flags));
    });
}
function failOnOption(level) {
  return new Option2('--fail-on <level>', 'the level at which an SLO line fails')
    .choices(['warn', 'critical'])
    .default(level);
}
function profileNames() {
  return ['smoke', 'gate', 'load', 'stress', 'spike', 'soak', 'breakpoint'];
}
function factor(text) {
  const value = Number(text);
  if (text === '' || !(value >= 0 && value <= 100)) {
    throw new InvalidArgumentError2(`"${text}" is no factor; give a number from 0 to 100, e.g. 0.01.`);
  }
  return value;
}
var host = createHost();
try {
  host.setExitCode(await main(host));
} catch (error) {
  if (error instanceof CommanderError) host.setExitCode(error.exitCode === 0 ? 0 : EXIT_CODES.usage.code);
  else if (isHarnessError(error)) {
    host.err.write(`harness: ${error.message}
${
  error.hint === void 0
    ? ''
    : `  ${error.hint}
`
}`);
    host.setExitCode(error.exitCode);
  } else throw error;
}
//# sourceMappingURL=cli.js.map
