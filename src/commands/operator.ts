import { Buffer } from 'node:buffer';
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { bundleForK6 } from '../../build/bundle-for-k6.ts';
import { driverArguments, k6Arguments } from '../engine/k6/k6-arguments.ts';
import { parseK6Version } from '../engine/k6/k6-version.ts';
import { HarnessError } from '../errors.ts';
import type { Host } from '../host.ts';
import { CONFIG_MAP_BYTES, type OperatorRun, operatorManifests } from '../operator/manifests.ts';
import { findScenario } from '../plan/find-scenario.ts';
import { isSecretName, redactText } from '../redact.ts';
import { guard } from '../targets/guard-rails.ts';
import { isLoopback } from '../targets/hosts.ts';
import type { Target } from '../targets/target.ts';
import { intendedRun } from './run/intended-run.ts';
import { loadRequest } from './run/load-request.ts';
import { embeddedScript, plannedRun } from './run/load-script.ts';
import { type RunFlags, scenarioName, targetOf } from './run.ts';
import { writeReport } from './write-report.ts';

/** Flags of `harness operator`: those of the run, and where it is to run. */
export interface OperatorFlags extends RunFlags {
  parallelism: number;
  namespace: string;
  name?: string;
  image: string;
  harnessImage: string;
  /** `CLAIM:FILE` of a bundle that is on a volume already. */
  scriptClaim?: string;
  resultsClaim: string;
  secret: readonly string[];
  cpu: string;
  memory: string;
  separate: boolean;
  cleanup: boolean;
  file?: string;
}

/** Start of pods, pull of images and the end of outputs, beside the plan itself. */
const AROUND_SECONDS = 900;

/** Prints the manifests that run a scenario on the k6-operator, with a job that probes, merges and judges. */
export async function operatorCommand(host: Host, given: string, flags: OperatorFlags): Promise<number> {
  const script = findScenario(given, host.cwd);
  const target = await targetOf(host, script === given ? 'foreign' : 'ours', flags);
  const request = loadRequest(host, script, { flags, target, log: () => {} });
  const bundle = await bundleForK6(script, host.cwd);
  const planned = plannedRun(await embeddedScript(request), bundle, request);
  const { plan } = planned;
  const scenario = scenarioName(script);
  if (target !== null) guard(intendedRun(target, scenario, { run: planned, request }));
  refuseLoopback(target);
  refuseMalformed(flags);
  refuseTooManyRunners(flags.parallelism, plan.maxVus);
  const env = environmentOf(flags, target);
  const run: OperatorRun = {
    ...{ name: nameOf(flags.name ?? `r3mes-${scenario}`), namespace: flags.namespace },
    ...{ parallelism: flags.parallelism, image: flags.image, harnessImage: flags.harnessImage },
    stamp: new Date(host.now()).toISOString().replace(/[-:]|\.\d+Z$/g, ''),
    script: placeOf(flags.scriptClaim, bundle.code),
    args: argumentsOf(host, flags, {
      executors: plan.scenarios.map(({ executor }) => executor),
      tagged: plan.options['tags'] !== undefined,
    }),
    ...{ env, secrets: flags.secret, resultsClaim: flags.resultsClaim },
    resources: { cpu: flags.cpu, memory: flags.memory },
    ...{ separate: flags.separate, cleanup: flags.cleanup },
    collect: collectArguments(flags),
    deadlineSeconds: Math.ceil(plan.totalDurationMs / 1000) + AROUND_SECONDS,
  };
  const text = operatorManifests(run)
    .map((manifest) => stringify(manifest, { lineWidth: 0 }))
    .join('---\n');
  if (flags.file === undefined) host.out.write(text);
  else await writeReport(resolve(host.cwd, flags.file), text);
  return 0;
}

function placeOf(claim: string | undefined, code: string): OperatorRun['script'] {
  if (claim !== undefined) {
    const [name = '', file = 'test.js'] = claim.split(':');
    return { kind: 'volumeClaim', claim: name, file };
  }
  const bytes = Buffer.byteLength(code);
  if (bytes <= CONFIG_MAP_BYTES) return { kind: 'configMap', code };
  throw refusal(
    'ERR_OPERATOR_SIZE',
    `the bundle has ${bytes} bytes, and a ConfigMap holds ${CONFIG_MAP_BYTES}`,
    {
      hint: 'Put it on a volume (harness bundle SCENARIO --out FILE) and give --script-claim CLAIM:FILE.',
    },
  );
}

function nameOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  // The operator adds the runner's number, and the judge its own word.
  if (plain !== '' && plain.length <= 50) return plain;
  throw refusal('ERR_OPERATOR_NAME', `"${name}" cannot name a TestRun`, {
    hint: 'Give --name with 1 to 50 of a-z, 0-9 and -.',
  });
}

/** As Kubernetes checks them: a mistake would show only when the manifests are applied. */
function refuseMalformed({ namespace, cpu, memory }: OperatorFlags): void {
  const wrong = [
    ...(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace) ? [] : [`--namespace "${namespace}"`]),
    ...(/^\d+(\.\d+)?m?$/.test(cpu) ? [] : [`--cpu "${cpu}"`]),
    ...(/^\d+(\.\d+)?([KMGT]i?)?$/.test(memory) ? [] : [`--memory "${memory}"`]),
  ];
  if (wrong.length === 0) return;
  throw refusal('ERR_OPERATOR_VALUE', `Kubernetes takes no ${wrong.join(', no ')}`, {
    hint: 'Write e.g. --namespace load-tests --cpu 500m --memory 2Gi.',
  });
}

function refuseLoopback(target: Target | null): void {
  if (target === null || !isLoopback(new URL(target.apiUrl).hostname)) return;
  throw refusal(
    'ERR_OPERATOR_LOOPBACK',
    `${target.apiUrl} is this machine: in a cluster it would be the runner itself`,
    {
      hint: 'Declare the target with the address that pods reach it by (harness.config.ts).',
    },
  );
}

function refuseTooManyRunners(parallelism: number, maxVus: number): void {
  if (parallelism >= 1 && parallelism <= maxVus) return;
  throw refusal('ERR_OPERATOR_PARALLELISM', `${parallelism} runners cannot share ${maxVus} VUs`, {
    hint: 'Give --parallelism from 1 to the number of VUs: a runner without VUs ends with an error.',
  });
}

// A manifest is read by many and kept in git: secrets come from Secrets.
function environmentOf({ env, profile }: OperatorFlags, target: Target | null): Record<string, string> {
  const own: Record<string, string> = {
    ...(profile === undefined ? {} : { R3MES_PROFILE: profile }),
    ...env,
  };
  const secret = Object.keys(own).find(
    (name) => isSecretName(name) || redactText(own[name] ?? '') !== own[name],
  );
  if (secret !== undefined) {
    throw refusal(
      'ERR_OPERATOR_SECRET',
      `the variable ${secret} looks like a secret, and manifests are kept in the open`,
      {
        hint: `Put it into a Secret of the cluster and give --secret NAME.`,
      },
    );
  }
  const ofTarget = Object.entries(target?.env ?? {}).filter(
    ([name, value]) => !isSecretName(name) && !/\/\/[^/@\s]*@/.test(value),
  );
  return { ...own, ...Object.fromEntries(ofTarget) };
}

function argumentsOf(
  host: Host,
  flags: OperatorFlags,
  { executors, tagged }: { executors: readonly string[]; tagged: boolean },
): string[] {
  const tag = flags.image.split(':').at(-1) ?? '';
  const version = parseK6Version(`k6 v${tag}`) ?? {
    major: 2,
    minor: 2,
    patch: 0,
    text: '2.2.0',
    extensions: [],
  };
  const { args } = k6Arguments({
    version,
    cwd: host.cwd,
    options: flags.given.map(({ source, text }) => ({ flag: source, text })),
    env: {},
    includeSystemEnvVars: true,
    thresholds: flags.thresholds,
    outputs: [],
    summaryMode: flags.summaryMode,
    secretSource: [],
    switches: driverArguments(version).filter((arg) => !/^--(quiet|address)/.test(arg)),
    executors,
  });
  // The operator tags its runners, and a tag by flag would replace those of the script.
  const merges = version.major > 2 || (version.major === 2 && version.minor >= 2);
  return tagged && merges ? [...args, '--features=merge-run-tags'] : args;
}

function collectArguments({ profile, target, failOn, given, scriptClaim }: OperatorFlags): string[] {
  return [
    `/test/${scriptClaim?.split(':')[1] ?? 'test.js'}`,
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...(profile === undefined ? [] : [`--profile=${profile}`]),
    `--fail-on=${failOn}`,
    ...given.flatMap(({ source, text }) =>
      (typeof text === 'string' ? [text] : text).map((each) => `${source}=${each}`),
    ),
  ];
}

function refusal(code: `ERR_${string}`, message: string, { hint }: { hint: string }): HarnessError {
  return new HarnessError(message, { code, exit: 'invalidConfig', hint });
}
