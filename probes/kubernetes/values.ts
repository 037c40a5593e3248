import type {
  CoreV1Event,
  V1Deployment,
  V1Ingress,
  V1Pod,
  V1StatefulSet,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import type { ProbeValue } from '../probe.ts';

/** What was listed, or why it could not be. */
export type Listed<T> = readonly T[] | string;

/** How long ago a restart or an event may be to count. */
const RECENT_MS = 15 * 60_000;

/** Pods that should run but are not ready; restarts and kills for want of memory. */
export function podValues(pods: Listed<V1Pod>, nowMs: number): ProbeValue[] {
  if (typeof pods === 'string') return PODS.map((head) => ({ ...head, value: null, note: pods }));
  const running = pods.filter(({ status }) => status?.phase !== 'Succeeded');
  const unready = running.filter(
    ({ status }) => !status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  );
  const containers = pods.flatMap(({ metadata, status }) =>
    (status?.containerStatuses ?? []).map((each) => ({ pod: metadata?.name ?? '', ...each })),
  );
  const ended = containers.map(({ pod, lastState, state }) => ({
    pod,
    last: state?.terminated ?? lastState?.terminated,
  }));
  const recent = ended.filter(
    ({ last }) => last !== undefined && nowMs - timeOf(last.finishedAt) < RECENT_MS,
  );
  const killed = ended.filter(({ last }) => last?.reason === 'OOMKilled');
  const waiting = containers.flatMap(({ pod, state }) =>
    state?.waiting?.reason ? [`${pod} ${state.waiting.reason}`] : [],
  );
  const restarts = containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const found: Record<string, Pick<ProbeValue, 'value' | 'note'>> = {
    'pods.total': { value: pods.length },
    'pods.notReady': counted(unready.length, [
      ...waiting,
      ...unready.map(({ metadata }) => metadata?.name ?? ''),
    ]),
    'containers.restarts': { value: restarts },
    'containers.restartedRecently': counted(
      recent.length,
      recent.map(({ pod, last }) => `${pod} ${last?.reason ?? ''}`.trim()),
    ),
    'containers.oomKilled': counted(
      killed.length,
      killed.map(({ pod }) => pod),
    ),
  };
  return PODS.map((head) => ({ ...head, ...(found[head.id] ?? { value: null, note: 'not counted' }) }));
}

const PODS: readonly Pick<ProbeValue, 'id' | 'title' | 'unit'>[] = [
  { id: 'pods.total', title: 'Pods', unit: 'count' },
  { id: 'pods.notReady', title: 'Pods not ready', unit: 'count' },
  { id: 'containers.restarts', title: 'Restarts of containers', unit: 'count' },
  { id: 'containers.restartedRecently', title: 'Containers restarted within 15 minutes', unit: 'count' },
  { id: 'containers.oomKilled', title: 'Containers last killed for want of memory', unit: 'count' },
];

/** The ready share of the workload that has the fewest of its replicas. */
export function workloadValues(workloads: Listed<V1Deployment | V1StatefulSet>): ProbeValue[] {
  const head = {
    id: 'workloads.readyPercent',
    title: 'Ready replicas, weakest workload',
    unit: '%',
  } as const;
  const count = { id: 'workloads.total', title: 'Deployments and stateful sets', unit: 'count' } as const;
  if (typeof workloads === 'string')
    return [head, count].map((each) => ({ ...each, value: null, note: workloads }));
  const shares = workloads.flatMap(({ metadata, spec, status }) => {
    const wanted = spec?.replicas ?? 1;
    const ready = status?.readyReplicas ?? 0;
    return wanted > 0
      ? [{ name: metadata?.name ?? '', ready, wanted, percent: Math.min(100, (ready / wanted) * 100) }]
      : [];
  });
  const [first, ...rest] = shares;
  const total = { ...count, value: workloads.length };
  if (first === undefined)
    return [{ ...head, value: null, note: 'no workload wants a replica in this namespace' }, total];
  const weakest = rest.reduce((a, b) => (b.percent < a.percent ? b : a), first);
  return [
    { ...head, value: weakest.percent, note: `${weakest.name}: ${weakest.ready} of ${weakest.wanted}` },
    total,
  ];
}

/** Autoscalers that cannot scale further, though they would. */
export function scalerValues(scalers: Listed<V2HorizontalPodAutoscaler>): ProbeValue[] {
  const head = { id: 'hpa.atMaximum', title: 'Autoscalers at their maximum', unit: 'count' } as const;
  if (typeof scalers === 'string') return [{ ...head, value: null, note: scalers }];
  const full = scalers.filter(
    ({ spec, status }) => spec !== undefined && (status?.currentReplicas ?? 0) >= spec.maxReplicas,
  );
  const names = full.map(({ metadata, spec }) => `${metadata?.name}: ${spec?.maxReplicas}`);
  return [
    {
      ...head,
      ...(scalers.length === 0 ? { value: 0, note: 'there is no autoscaler' } : counted(full.length, names)),
    },
  ];
}

/** Ingresses that no controller has given an address. */
export function ingressValues(ingresses: Listed<V1Ingress>): ProbeValue[] {
  const head = {
    id: 'ingresses.withoutAddress',
    title: 'Ingresses without an address',
    unit: 'count',
  } as const;
  if (typeof ingresses === 'string') return [{ ...head, value: null, note: ingresses }];
  const bare = ingresses.filter(({ status }) => (status?.loadBalancer?.ingress ?? []).length === 0);
  return [
    {
      ...head,
      ...counted(
        bare.length,
        bare.map(({ metadata }) => metadata?.name ?? ''),
      ),
    },
  ];
}

/** Warnings of the last quarter of an hour, by their reasons. */
export function eventValues(events: Listed<CoreV1Event>, nowMs: number): ProbeValue[] {
  const head = { id: 'events.warnings', title: 'Warnings within 15 minutes', unit: 'count' } as const;
  if (typeof events === 'string') return [{ ...head, value: null, note: events }];
  const recent = events.filter(({ lastTimestamp, eventTime, metadata }) => {
    return nowMs - timeOf(lastTimestamp ?? eventTime ?? metadata.creationTimestamp) < RECENT_MS;
  });
  const reasons = recent.map(({ reason, involvedObject }) =>
    `${reason ?? ''} ${involvedObject.name ?? ''}`.trim(),
  );
  return [{ ...head, ...counted(recent.length, reasons) }];
}

function counted(value: number, names: readonly string[]): Pick<ProbeValue, 'value' | 'note'> {
  if (value === 0) return { value };
  const all = [...new Set(names)];
  const more = all.length > 4 ? ` and ${all.length - 4} more` : '';
  return { value, note: all.slice(0, 4).join(', ') + more };
}

function timeOf(time: Date | string | undefined): number {
  const timeMs = time === undefined ? Number.NaN : new Date(time).getTime();
  return Number.isNaN(timeMs) ? Number.NEGATIVE_INFINITY : timeMs;
}
