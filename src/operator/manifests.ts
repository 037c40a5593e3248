/** What a distributed run on Kubernetes needs, beside its script. */
export interface OperatorRun {
  /** A DNS name: of the TestRun, and the beginning of every other object's. */
  name: string;
  namespace: string;
  parallelism: number;
  /** k6's image. */
  image: string;
  /** The harness's image, for the job that probes, merges and judges. */
  harnessImage: string;
  /** The bundle: in a ConfigMap, or a file on a volume that is there already. */
  script: { kind: 'configMap'; code: string } | { kind: 'volumeClaim'; claim: string; file: string };
  /** k6's arguments beside those that the operator gives. */
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Names of Secrets whose keys become variables. */
  secrets: readonly string[];
  /** Of this run, so that files of another one of the same name are not taken for its own. */
  stamp: string;
  /** A claim that every runner and the judge can write (ReadWriteMany). */
  resultsClaim: string;
  resources: { cpu: string; memory: string };
  /** One runner a node. */
  separate: boolean;
  cleanup: boolean;
  /** Arguments of `harness collect` for the judge, without the parts. */
  collect: readonly string[];
  /** How long the run may take in all, with start and end, in seconds. */
  deadlineSeconds: number;
}

type Manifest = Readonly<Record<string, unknown>>;

/** A ConfigMap holds 1 MiB; its other fields need room too. */
export const CONFIG_MAP_BYTES = 1_000_000;
const SCRIPT_FILE = 'test.js';
const RESULTS = '/results';
/** Of k6's image, which is to write to a volume that root made. */
const K6_USER = 12_345;
/** For the judge's own start, and for reading what the runners left: its wait must end before its deadline. */
const JUDGE_SECONDS = 3600;
/** A judge that is told to go still writes its report. */
const GRACE_SECONDS = 300;

/** The objects in the order to apply them: ConfigMap (if any), TestRun, Job of the judge. */
export function operatorManifests(run: OperatorRun): Manifest[] {
  const map = run.script.kind === 'configMap' ? [configMap(run, run.script.code)] : [];
  return [...map, testRun(run), judge(run)];
}

function metadata({ name, namespace }: OperatorRun, suffix = ''): Manifest {
  return {
    name: `${name}${suffix}`,
    namespace,
    labels: { 'app.kubernetes.io/name': 'r3mes-harness', 'app.kubernetes.io/instance': name },
  };
}

function configMap(run: OperatorRun, code: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(run, '-script'),
    data: { [SCRIPT_FILE]: code },
  };
}

function testRun(run: OperatorRun): Manifest {
  const { name, parallelism, script, args, image, resources } = run;
  return {
    apiVersion: 'k6.io/v1alpha1',
    kind: 'TestRun',
    metadata: metadata(run),
    spec: {
      parallelism,
      script:
        script.kind === 'configMap'
          ? { configMap: { name: `${name}-script`, file: SCRIPT_FILE } }
          : { volumeClaim: { name: script.claim, file: script.file, readOnly: true } },
      // Kubernetes puts the pod's own name into $(POD_NAME), so each runner writes a file of its own.
      args: [
        ...args.map(literal),
        // Pods that are deleted after the run take their logs with them.
        ...(run.cleanup ? [`--log-output=file=${resultsOf(run)}/$(POD_NAME).log`] : []),
        // Two words: the operator takes them out of what its initializer gives to `k6 archive`, which knows no outputs.
        '--out',
        `json=${resultsOf(run)}/$(POD_NAME).json.gz`,
      ],
      separate: run.separate,
      ...(run.cleanup ? { cleanup: 'post' } : {}),
      // It inspects the script, and k6 hides the environment from a script that it inspects.
      initializer: {
        image,
        env: [{ name: 'K6_INCLUDE_SYSTEM_ENV_VARS', value: 'true' }, ...variables(run.env)],
        ...secretsOf(run),
      },
      runner: {
        image,
        metadata: { labels: { 'app.kubernetes.io/instance': name } },
        env: [podName(), ...variables(run.env)],
        ...secretsOf(run),
        securityContext: { fsGroup: K6_USER },
        resources: { requests: resources, limits: { memory: resources.memory } },
        initContainers: [folderMaker(run)],
        volumes: [resultsVolume(run)],
        volumeMounts: [{ name: 'results', mountPath: RESULTS }],
      },
    },
  };
}

// Probes the target beside the run, waits for every runner's samples, merges and judges them. One try: a gate that
// failed must not be run again by its own controller.
function judge(run: OperatorRun): Manifest {
  const { name, harnessImage, parallelism, collect, deadlineSeconds } = run;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(run, '-judge'),
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: deadlineSeconds + JUDGE_SECONDS,
      ttlSecondsAfterFinished: 7 * 86_400,
      template: {
        metadata: { labels: { 'app.kubernetes.io/instance': name } },
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: GRACE_SECONDS,
          containers: [
            {
              name: 'judge',
              image: harnessImage,
              command: ['harness', 'collect'],
              args: [
                ...collect.map(literal),
                `--parts=${parallelism}`,
                `--wait=${deadlineSeconds}s`,
                `--out-dir=${resultsOf(run)}/report`,
                resultsOf(run),
              ],
              env: variables(run.env),
              ...secretsOf(run),
              resources: { requests: { cpu: '500m', memory: '512Mi' } },
              volumeMounts: [
                { name: 'results', mountPath: RESULTS },
                { name: 'script', mountPath: '/test', readOnly: true },
              ],
            },
          ],
          volumes: [resultsVolume(run), scriptVolume(run)],
        },
      },
    },
  };
}

// k6 makes no folders for its outputs.
function folderMaker(run: OperatorRun): Manifest {
  return {
    name: 'results-folder',
    image: run.image,
    command: ['mkdir', '-p', resultsOf(run)],
    volumeMounts: [{ name: 'results', mountPath: RESULTS }],
  };
}

const resultsOf = ({ name, stamp }: OperatorRun): string => `${RESULTS}/${name}/${stamp}`;

// Kubernetes would put a variable's value for $(NAME).
const literal = (text: string): string => text.replaceAll('$(', '$$$(');

const podName = (): Manifest => ({
  name: 'POD_NAME',
  valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
});

const variables = (env: Readonly<Record<string, string>>): Manifest[] =>
  Object.entries(env).map(([name, value]) => ({ name, value: literal(value) }));

const secretsOf = ({ secrets }: OperatorRun): Manifest =>
  secrets.length === 0 ? {} : { envFrom: secrets.map((name) => ({ secretRef: { name } })) };

const resultsVolume = ({ resultsClaim }: OperatorRun): Manifest => ({
  name: 'results',
  persistentVolumeClaim: { claimName: resultsClaim },
});

function scriptVolume({ name, script }: OperatorRun): Manifest {
  return script.kind === 'configMap'
    ? { name: 'script', configMap: { name: `${name}-script` } }
    : { name: 'script', persistentVolumeClaim: { claimName: script.claim, readOnly: true } };
}
