import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradeProbe } from '../../src/verdict/grade-probes.ts';
import { SLOS } from '../../thresholds.ts';
import { KubernetesApi, pod } from '../helpers/kubernetes-api.ts';
import { closedPort, factsOf, failureOf, figureOf, look, tcp } from './looking.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubernetes-test-'));
const api = new KubernetesApi('blue');
const at = (kubeconfig: string, deadlineMs?: number) =>
  look('kubernetes', { kubeconfig, namespace: 'blue' }, deadlineMs);
const workload = (name: string, replicas: number, ready: number) => ({
  metadata: { name },
  spec: { replicas, selector: {}, template: {} },
  status: { readyReplicas: ready, replicas },
});
const MINUTE = 60_000;
let config: string;

beforeAll(async () => {
  await api.start();
  config = api.kubeconfig(join(folder, 'config'));
});
afterAll(() => {
  api.stop();
  rmSync(folder, { recursive: true });
});

const levels = async (kubeconfig: string) => {
  const lines = gradeProbe([await at(kubeconfig)], SLOS);
  return Object.fromEntries(lines.filter(({ level }) => level !== 'N/A').map(({ id, level }) => [id, level]));
};

describe('the kubernetes probe', () => {
  it('is content with a healthy namespace, and reads lists only, of its own namespace', async () => {
    api.lists = {
      pods: [pod('backend-1'), pod('backend-2'), pod('job-1', { ready: false, phase: 'Succeeded' })],
      deployments: [workload('backend', 2, 2), workload('switched-off', 0, 0)],
      statefulsets: [workload('postgres', 1, 1)],
      scalers: [
        {
          metadata: { name: 'backend' },
          spec: { maxReplicas: 10, scaleTargetRef: {} },
          status: { currentReplicas: 2 },
        },
      ],
      ingresses: [{ metadata: { name: 'api' }, status: { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } } }],
    };
    api.asked.length = 0;
    const facts = factsOf(await at(config));
    expect(facts.info).toMatchObject({ version: 'v1.31.2', context: 'test', namespace: 'blue' });
    const found = Object.fromEntries(facts.values.map(({ id, value }) => [id, value]));
    expect(found).toEqual({
      'pods.total': 3,
      'pods.notReady': 0,
      'containers.restarts': 0,
      'containers.restartedRecently': 0,
      'containers.oomKilled': 0,
      'workloads.readyPercent': 100,
      'workloads.total': 3,
      'hpa.atMaximum': 0,
      'ingresses.withoutAddress': 0,
      'events.warnings': 0,
    });
    expect(await levels(config)).toEqual({
      probe_kubernetes: 'OK',
      workloads_ready: 'OK',
      pod_restarts: 'OK',
    });
    expect(api.asked.every((each) => /\/version\/?$|\/namespaces\/blue\/\w+/.test(each))).toBe(true);
  });

  it('says what is deployed: revision and images of each workload, none where they may not be listed', async () => {
    const image = `ghcr.io/r3mes/backend@sha256:${'ab'.repeat(32)}`;
    api.lists = {
      pods: [pod('backend-1')],
      deployments: [
        {
          ...workload('backend', 2, 2),
          metadata: { name: 'backend', annotations: { 'deployment.kubernetes.io/revision': '7' } },
          spec: { replicas: 2, selector: {}, template: { spec: { containers: [{ name: 'api', image }] } } },
        },
      ],
      statefulsets: [
        {
          ...workload('postgres', 1, 1),
          status: { replicas: 1, readyReplicas: 1, updateRevision: 'postgres-5d8f' },
          spec: { selector: {}, template: { spec: { containers: [{ name: 'db', image: 'postgres:15' }] } } },
        },
      ],
    };
    expect(factsOf(await at(config)).marks).toEqual([
      { kind: 'deploy', of: 'backend', now: 'revision 7 (backend@sha256:abababababab)' },
      { kind: 'deploy', of: 'postgres', now: 'revision 5d8f (postgres:15)' },
    ]);
    api.lists = { pods: [pod('one')], deployments: { status: 403 } };
    expect(factsOf(await at(config)).marks).toBeUndefined();
  });

  it('names what is not ready, restarted, killed, at its maximum, without an address and warned of', async () => {
    const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
    api.lists = {
      pods: [
        pod('backend-1', { restarts: 3, ended: { reason: 'OOMKilled', agoMs: 5 * MINUTE } }),
        pod('backend-2', {
          ready: false,
          restarts: 9,
          waiting: 'CrashLoopBackOff',
          ended: { reason: 'Error', agoMs: 90 * MINUTE },
        }),
      ],
      deployments: [workload('backend', 2, 1)],
      statefulsets: [workload('postgres', 1, 1)],
      scalers: [
        {
          metadata: { name: 'backend' },
          spec: { maxReplicas: 2, scaleTargetRef: {} },
          status: { currentReplicas: 2 },
        },
      ],
      ingresses: [{ metadata: { name: 'api' }, status: {} }],
      events: [
        {
          metadata: {},
          reason: 'BackOff',
          involvedObject: { name: 'backend-2' },
          lastTimestamp: ago(MINUTE),
          type: 'Warning',
        },
        {
          metadata: {},
          reason: 'Old',
          involvedObject: { name: 'x' },
          lastTimestamp: ago(60 * MINUTE),
          type: 'Warning',
        },
      ],
    };
    const facts = factsOf(await at(config));
    const of = (id: string) => facts.values.find((each) => each.id === id);
    expect(of('pods.notReady')).toMatchObject({ value: 1, note: 'backend-2 CrashLoopBackOff, backend-2' });
    expect(of('containers.restarts')).toMatchObject({ value: 12 });
    expect(of('containers.restartedRecently')).toMatchObject({ value: 1, note: 'backend-1 OOMKilled' });
    expect(of('containers.oomKilled')).toMatchObject({ value: 1, note: 'backend-1' });
    expect(of('workloads.readyPercent')).toMatchObject({ value: 50, note: 'backend: 1 of 2' });
    expect(of('hpa.atMaximum')).toMatchObject({ value: 1, note: 'backend: 2' });
    expect(of('ingresses.withoutAddress')).toMatchObject({ value: 1, note: 'api' });
    expect(of('events.warnings')).toMatchObject({ value: 1, note: 'BackOff backend-2' });
    expect(await levels(config)).toEqual({
      probe_kubernetes: 'OK',
      workloads_ready: 'WARN',
      pod_restarts: 'WARN',
    });
    api.lists['statefulsets'] = [workload('postgres', 1, 0)];
    expect((await levels(config))['workloads_ready']).toBe('CRIT');
  });

  it('says which list its account may not read, and is not green for it', async () => {
    api.lists = { pods: [pod('one')], deployments: { status: 403 }, scalers: { status: 404 } };
    const facts = factsOf(await at(config));
    expect(facts.values.find(({ id }) => id === 'workloads.readyPercent')?.note).toContain(
      'may not list deployments.apps',
    );
    expect(facts.values.find(({ id }) => id === 'hpa.atMaximum')?.note).toContain(
      'has no horizontalpodautoscalers',
    );
    expect(figureOf(facts, 'pods.total')).toBe(1);
    expect((await levels(config))['workloads_ready']).toBe('NO-DATA');
  });

  it('fails at an empty namespace, a refused token, a closed port, a silent server, a file that is none', async () => {
    api.lists = {};
    expect(failureOf(await at(config))).toMatchObject({ stage: 'assert', code: 'EMPTY' });
    const wrong = api.kubeconfig(join(folder, 'wrong'), 'S3same-other');
    expect(failureOf(await at(wrong), ['S3same'])).toMatchObject({ stage: 'authenticate', code: 'HTTP_401' });
    const closed = api.kubeconfig(
      join(folder, 'closed'),
      'S3same-token',
      Number((await closedPort()).split(':')[1]),
    );
    expect(failureOf(await at(closed), ['S3same'])).toMatchObject({ stage: 'connect', code: 'ECONNREFUSED' });
    const silent = await tcp((socket) => socket.resume());
    const mute = api.kubeconfig(join(folder, 'mute'), 'S3same-token', Number(silent.split(':')[1]));
    expect(failureOf(await at(mute, 200), ['S3same'])).toMatchObject({ stage: 'deadline', code: 'TIMEOUT' });
    expect(failureOf(await at(join(folder, 'missing')))).toMatchObject({
      stage: 'configure',
      code: 'ENOENT',
    });
    writeFileSync(join(folder, 'broken'), 'users: [{name: x, user: {token: S3same}}');
    expect(failureOf(await at(join(folder, 'broken')), ['S3same'])).toMatchObject({ stage: 'configure' });
    expect(failureOf(await look('kubernetes', {}))).toMatchObject({
      stage: 'configure',
      code: 'NO_KUBECONFIG',
    });
  });
});
