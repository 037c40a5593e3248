import { Option } from 'commander';
import type { Session } from './add-report-commands.ts';
import { wholeNumber } from './run/k6-flags.ts';

/** Declares `harness probe`. */
export function addProbe({ host, program, exit }: Session): void {
  program
    .command('probe [names...]')
    .description('one look at every declared part (or the named ones), judged by the SLOs')
    .option('--target <name>', 'a declared target, a URL, or "standin"; else the environment decides')
    .option('--targets <file>', 'where targets are declared (else the nearest harness.config.ts)')
    .option('--json', 'as JSON (docs/probe-pass.schema.json); with --watch a line a round', false)
    .option('--nagios', 'as a Nagios plugin: one line with perfdata, exit code 0, 1, 2 or 3', false)
    .option('--timeout <time>', 'how long one look may take', '3s')
    .option('--retries <count>', 'further looks at what failed; passed later is a WARN', wholeNumber, 0)
    .option('--wait <time>', 'look until nothing is critical, at most so long (for deploys)')
    .option('--watch [every]', 'look again and again, every 2s or as given; keeps the connections')
    .option('--rounds <count>', 'with --watch: stop after so many', wholeNumber)
    .option('--serve [address]', 'serve /metrics to Prometheus, a look a scrape; :9464 or as given')
    .option(
      '--namespace <name>',
      'of Kubernetes, for the commands of the runbook (else R3MES_NAMESPACE, or r3mes)',
    )
    .addOption(failOnOption('critical'))
    .addHelpText(
      'after',
      `
Parts are declared by R3MES_API_URL, R3MES_RPC_URL, DATABASE_URL (or PGHOST), REDIS_URL and others (docs/probes.md);
without any of them a running "harness standin" is looked at.

Examples:
  harness probe
  harness probe postgres redis --timeout 1s
  harness probe --wait 60s && echo deployed
  harness probe --watch 5s
  harness probe --serve :9464
  DATABASE_URL=postgresql://monitor@db/r3mes harness probe --json

Exit codes: 0 PASS or WARN, 99 FAIL, 121 NO-DATA; with --nagios 0, 1, 2, 3.`,
    )
    .action(async (names: string[], flags) => {
      const { probeCommand } = await import('./probe.ts');
      exit(await probeCommand(host, { names, ...flags }));
    });
}

/** Declares `harness doctor`. */
export function addDoctor({ host, program, exit }: Session): void {
  program
    .command('doctor')
    .description(
      'what of this machine and of every declared part is out of reach, hidden, old or too small, and what to do',
    )
    .option('--target <name>', 'a declared target, a URL, or "standin"; else the environment decides')
    .option('--targets <file>', 'where targets are declared (else the nearest harness.config.ts)')
    .option('--timeout <time>', 'how long one look may take', '5s')
    .option('--json', 'as JSON', false)
    .option(
      '--calibrate',
      'measure for up to 20 s what this machine can offer, and keep it: later runs say when they plan above 70 % of it',
      false,
    )
    .addHelpText('after', '\nExit codes: 0, or 99 where something is out of reach.')
    .action(async (flags) => {
      const { doctorCommand } = await import('./doctor.ts');
      exit(await doctorCommand(host, flags));
    });
}

/** Declares `harness slo`. */
export function addSlo({ host, program }: Session): void {
  program
    .command('slo')
    .description('print the service level objectives')
    .addOption(
      new Option('--format <format>', 'output')
        .choices(['table', 'json', 'k6', 'prometheus'])
        .default('table'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  harness slo --format prometheus > r3mes-rules.yml && promtool check rules r3mes-rules.yml',
    )
    .action(async ({ format }) => {
      const { sloCommand } = await import('./slo.ts');
      sloCommand(host, format);
    });
}

/** `--fail-on`, with what it is without the flag. */
export function failOnOption(level: 'warn' | 'critical'): Option {
  return new Option('--fail-on <level>', 'the level at which an SLO line fails')
    .choices(['warn', 'critical'])
    .default(level);
}
