import { Option } from 'commander';
import type { Session } from './add-report-commands.ts';
import { addK6Flags, collect, givenOptions, optionsOfFlags, wholeNumber } from './run/k6-flags.ts';

/** Declares `harness split`: one run on several machines. */
export function addSplit({ host, program, exit }: Session): void {
  program
    .command('split')
    .argument('<parts>', 'how many machines', wholeNumber)
    .argument('<scenario>', 'a name or a path')
    .argument('[flags...]', 'of the run')
    .description('print the commands that run a scenario on several machines, and the one that merges them')
    .option('--k6', 'commands for k6 itself instead of the harness', false)
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText(
      'after',
      `
Examples:
  harness split 3 api --profile load --target staging
  harness split --k6 4 ./script.js -u 4000 -d 10m`,
    )
    .action(async (parts: number, scenario: string, given: string[], { k6 }) => {
      const { splitCommand } = await import('./split.ts');
      exit(
        await splitCommand(host, {
          parts,
          scenario,
          flags: given,
          engine: k6 ? 'k6' : 'harness',
        }),
      );
    });
}

/** Declares `harness collect`: one record from the parts of a run. */
export function addCollect({ host, program, exit }: Session): void {
  addK6Flags(program.command('collect <scenario> <parts...>'))
    .description('merge what the parts of a run measured into one record, and judge the whole')
    .option('--target <name>', 'the R3MES that they loaded')
    .option('--targets <file>', 'where targets are declared (else the nearest harness.config.ts)')
    .option('--profile <name>', 'the profile that they ran')
    .option('--parts <count>', 'how many parts there must be, for files of k6', wholeNumber)
    .option('--wait <time>', 'wait so long for the parts, and probe the target meanwhile')
    .addOption(
      new Option('--fail-on <level>', 'the level at which an SLO line fails')
        .choices(['warn', 'critical'])
        .default('warn'),
    )
    .option('--out-dir <folder>', 'where runs are kept', 'runs')
    .addHelpText(
      'after',
      `
Parts are folders of runs (with --execution-segment or --keep-series), or files of k6 run --out json=FILE[.gz].
Give the flags that the parts were run with: options and thresholds of the whole come from them.

Example:
  harness collect api --profile load --target staging part-1/runs/last part-2/runs/last`,
    )
    .action(async (scenario: string, paths: string[], flags) => {
      const { collectCommand } = await import('./collect.ts');
      const options = { options: optionsOfFlags(flags), given: givenOptions(flags) };
      exit(await collectCommand(host, scenario, { ...flags, ...options, paths }));
    });
}

/** Declares `harness operator`: manifests for Kubernetes. */
export function addOperator({ host, program, exit }: Session): void {
  addK6Flags(program.command('operator <scenario>'))
    .description(
      'print manifests that run a scenario on the k6-operator, with a job that probes, merges and judges',
    )
    .requiredOption('--parallelism <count>', 'how many runners', wholeNumber)
    .option('--namespace <name>', 'where they run', 'load-tests')
    .option('--name <name>', 'of the TestRun; else r3mes-SCENARIO')
    .option('--image <image>', "k6's image", 'grafana/k6:2.2.0')
    .requiredOption('--harness-image <image>', 'an image with this harness (docs/kubernetes.md)')
    .option('--results-claim <claim>', 'a ReadWriteMany claim for what the runners measure', 'r3mes-results')
    .option('--script-claim <claim:file>', 'the bundle on a volume, where a ConfigMap is too small')
    .option('--secret <name>', 'a Secret whose keys become variables, repeatable', collect, [])
    .option('--cpu <amount>', 'requested for a runner', '1')
    .option('--memory <amount>', 'requested for a runner, and its limit', '2Gi')
    .option('--no-separate', 'let runners share a node')
    .option('--cleanup', 'delete the runners after the run', false)
    .option('--target <name>', 'the R3MES that they load')
    .option('--targets <file>', 'where targets are declared (else the nearest harness.config.ts)')
    .option('--profile <name>', 'how to load it')
    .addOption(failOn())
    .option('--file <file>', 'write there instead of standard output')
    .addHelpText(
      'after',
      `
Example:
  harness operator api --profile load --target staging --parallelism 4 \\
    --harness-image registry.example/r3mes-harness:1 | kubectl apply -f -`,
    )
    .action(async (scenario: string, flags) => {
      const { operatorCommand } = await import('./operator.ts');
      const options = { options: optionsOfFlags(flags), given: givenOptions(flags) };
      exit(await operatorCommand(host, scenario, { ...flags, ...options }));
    });
}

const failOn = (): Option =>
  new Option('--fail-on <level>', 'the level at which an SLO line fails')
    .choices(['warn', 'critical'])
    .default('warn');
