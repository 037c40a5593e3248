import { type Command, InvalidArgumentError, Option } from 'commander';
import { OPTION_NAMES, type OptionName, optionEntry } from '../../plan/option-table.ts';
import { type ReadOptions, readTexts } from '../../plan/option-text.ts';

/** Flags whose name in commander is not the option's own. */
const ATTRIBUTES: Readonly<Partial<Record<OptionName, string>>> = {
  stages: 'stage',
  tags: 'tag',
  blacklistIPs: 'blacklistIp',
  localIPs: 'localIps',
  insecureSkipTLSVerify: 'insecureSkipTlsVerify',
};

/** Flags that the help shows, declared one by one. */
const OWN_FLAGS: Readonly<Partial<Record<OptionName, string>>> = {
  vus: '--vus',
  duration: '--duration',
  iterations: '--iterations',
};

/** What k6's `run` takes beside the options: how it runs and what it writes. */
export interface K6RunFlags {
  env: Readonly<Record<string, string>>;
  quiet: boolean;
  thresholds: boolean;
  config?: string;
  out: readonly string[];
  summaryExport?: string;
  summaryMode?: string;
  newMachineReadableSummary?: boolean;
  /** Absent: as the environment says, else on. */
  includeSystemEnvVars?: boolean;
  /** Settings of outputs in the configuration file. */
  collectors?: Readonly<Record<string, unknown>>;
  /** Stay after the end until a signal comes. */
  linger?: boolean;
  /** Where k6's REST API listens. */
  address?: string;
  compatibilityMode?: string;
  tracesOutput?: string;
  /** False: the flag --no-summary, which k6 has no more. */
  summary?: boolean;
  secretSource: readonly string[];
  logOutput?: string;
  logFormat?: string;
  color: boolean;
  verbose: boolean;
}

/** Of k6; some have no effect here. */
const HIDDEN_FLAGS = [
  '--no-usage-report',
  '--no-summary',
  '-l, --linger',
  '--compatibility-mode <mode>',
  '-t, --type <type>',
  '--profiling-enabled',
  '--traces-output <output>',
  '-a, --address <address>',
];

/** Flags without a value, beside the options, which may be given as `--quiet=false`. */
const SWITCHES = [
  ...['quiet', 'verbose', 'linger', 'no-thresholds', 'no-usage-report', 'no-color'],
  ...['new-machine-readable-summary', 'profiling-enabled'],
].map((name) => `--${name}`);

/** Adds every flag of `k6 run` that the embedded engine knows. */
export function addK6Flags(command: Command): Command {
  command
    .option('-u, --vus <count>', 'virtual users', wholeNumber)
    .option('-d, --duration <time>', 'how long, e.g. 30s')
    .option('-i, --iterations <count>', 'iterations of all VUs together', wholeNumber)
    .option('-e, --env <NAME=VALUE>', 'a variable in __ENV, repeatable', envPair, {})
    .option('-o, --out <output>', 'raw samples: json=FILE, csv=FILE, influxdb=URL; repeatable', collect, [])
    .option('-q, --quiet', 'no progress', false)
    .option('--no-thresholds', "do not judge the script's thresholds")
    .option('-c, --config <file>', "k6's JSON configuration file")
    .option('--summary-export <file>', "the summary in k6's oldest JSON shape")
    .option('--summary-mode <mode>', 'compact, full or disabled')
    .option('--new-machine-readable-summary', "the summary's data in k6's versioned shape")
    .option(
      '--secret-source <source>',
      'for k6/secrets: mock=key=value,... or file=PATH; repeatable',
      collect,
      [],
    )
    .option('--include-system-env-vars [on]', "this process's environment in __ENV", isOn)
    .option('--log-output <place>', 'stderr, stdout, none or file=PATH')
    .option('--log-format <format>', 'text, json or raw')
    .option('--no-color', 'no colours')
    .option('-v, --verbose', 'debug lines in the log', false);
  for (const name of OPTION_NAMES) {
    const { flag, kind } = optionEntry(name);
    if (flag === undefined) continue;
    const option = new Option(flag, `k6's option ${name}`).hideHelp();
    if (kind === 'stages' || kind === 'tags' || kind === 'list') option.argParser(collectOptional);
    command.addOption(option);
  }
  command.addOption(new Option('--k6-option <name=value>').hideHelp().argParser(collectOptional));
  for (const hidden of HIDDEN_FLAGS) command.addOption(new Option(hidden, 'as in k6').hideHelp());
  return command;
}

/** Flags that take a value behind `=` only, with what they mean alone: commander would take the script for it. */
const ALONE: Readonly<Record<string, string>> = { '--http-debug': 'headers' };

/** `--throw=false` and its like, which commander has no word for, as `--k6-option throw=false`. */
export function plainArguments(args: readonly string[]): string[] {
  const byFlag = new Map(
    OPTION_NAMES.flatMap((name) => {
      const { flag, kind } = optionEntry(name);
      const long = flag?.split(' ').find((word) => word.startsWith('--'));
      return kind === 'boolean' && long !== undefined ? [[long, name] as const] : [];
    }),
  );
  return args.flatMap((arg) => {
    if (arg in ALONE) return [`${arg}=${ALONE[arg]}`];
    const [, flag = '', value] = /^(--[\w-]+)=(.*)$/.exec(arg) ?? [];
    if (SWITCHES.includes(flag)) return /^(1|t|true)$/i.test(value ?? '') ? [flag] : [];
    const name = byFlag.get(flag);
    return name === undefined ? [arg] : ['--k6-option', `${name}=${value}`];
  });
}

/** One of k6's options as a flag gave it. */
export interface GivenOption {
  name: OptionName;
  /** The flag, for messages and for k6 itself. */
  source: string;
  text: string | string[];
}

/** Options of k6 among commander's parsed flags, as texts. */
export function givenOptions(flags: Readonly<Record<string, unknown>>): GivenOption[] {
  const given: GivenOption[] = [];
  for (const pair of (flags['k6Option'] as string[] | undefined) ?? []) {
    const [name = '', text = ''] = pair.split('=');
    given.push({ name: name as OptionName, source: `--${name}`, text });
  }
  for (const name of OPTION_NAMES) {
    const flag = OWN_FLAGS[name] ?? optionEntry(name).flag;
    if (flag === undefined) continue;
    const negated = flag.includes('--no-');
    const plain = name.charAt(2).toLowerCase() + name.slice(3);
    const value = flags[ATTRIBUTES[name] ?? (negated ? plain.replace(/^vU/, 'vu') : name)];
    if (value === undefined || (negated && value === true)) continue;
    const text = negated ? 'true' : Array.isArray(value) ? value.map(String) : String(value);
    given.push({ name, source: flag.split(' ').find((word) => word.startsWith('--')) ?? flag, text });
  }
  return given;
}

/** Options of k6 among commander's parsed flags. */
export function optionsOfFlags(flags: Readonly<Record<string, unknown>>): ReadOptions {
  return readTexts(givenOptions(flags), 'flags');
}

/** A whole number from 0. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is no whole number; give 0 or more.`);
  return Number(text);
}

/** Adds a value of a flag that can be given several times. */
export function collect(text: string, before: readonly string[]): string[] {
  return [...before, text];
}

function collectOptional(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}

function isOn(text: string): boolean {
  return text !== 'false';
}

/** `NAME=VALUE`, or `NAME` for an empty value. */
export function envPair(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, value = ''] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError(`"${text.split('=')[0]}" is no variable name.`);
  return { ...before, [name]: value };
}
