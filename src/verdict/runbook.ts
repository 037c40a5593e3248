import type { RunbookAdvice } from '../store/record/probe-pass.ts';
import type { VerdictLine } from './verdict.ts';

interface Section {
  steps: readonly string[];
  /** `NS` stands for the namespace. */
  commands: readonly string[];
}

const PSQL = 'kubectl exec -it statefulset/postgres -n NS -- psql -U $POSTGRES_USER -d $POSTGRES_DB -c';
const REDIS = 'kubectl exec -it deployment/redis -n NS -- redis-cli';

/**
 * What the operators' runbook says to look at and to do, by its sections. One thing differs: its columns `mean_time`
 * are `mean_exec_time` since PostgreSQL 13. Commands that change anything are left to the reader of the runbook.
 */
export const RUNBOOK: Readonly<Record<string, Section>> = {
  'High Response Times': {
    steps: [
      'Check CPU, memory and disk; scale the backend pods where they are high',
      'Check slow queries and the hit rate of the cache',
      'Review recent deployments',
    ],
    commands: [
      'kubectl top pods -n NS',
      `${PSQL} "SELECT query, mean_exec_time, calls FROM pg_stat_statements ORDER BY mean_exec_time DESC LIMIT 10;"`,
      `${REDIS} info stats`,
    ],
  },
  'High Error Rates': {
    steps: [
      'Check the log of the backend for errors',
      'Check that the backend reaches its database and Redis',
      'Check external services and the configuration',
    ],
    commands: [
      'kubectl logs --tail=100 deployment/r3mes-backend -n NS | grep ERROR',
      'kubectl get pods -n NS',
    ],
  },
  'Database Connection Issues': {
    steps: [
      'Check the database pod and the connection pool',
      'Look for long-running queries; end them where that is safe',
      'Enlarge the pool or restart the database pod if necessary',
    ],
    commands: [
      'kubectl get pod -l component=database -n NS',
      `${PSQL} "SELECT * FROM pg_stat_activity WHERE state = 'active';"`,
      `${PSQL} "SELECT pid, now() - query_start AS duration, query FROM pg_stat_activity WHERE now() - query_start > interval '5 minutes';"`,
    ],
  },
  'Database Operations': {
    steps: ['Check size and sessions of the database'],
    commands: [
      `${PSQL} "SELECT pg_size_pretty(pg_database_size(current_database()));"`,
      `${PSQL} "SELECT * FROM connection_stats;"`,
    ],
  },
  'Database Failure': {
    steps: [
      'Check the database pod and its log',
      'Restart the database if that is safe; restore from backup if a restart fails',
      'Verify the data after recovery',
    ],
    commands: [
      'kubectl get statefulset postgres -n NS',
      'kubectl describe statefulset postgres -n NS',
      'kubectl logs statefulset/postgres -n NS --tail=100',
    ],
  },
  'Cache Operations': {
    steps: ['Check memory, hit rate and clients of Redis before clearing anything'],
    commands: [`${REDIS} info memory`, `${REDIS} info stats | grep hit`, `${REDIS} info clients`],
  },
  'Memory Leaks': {
    steps: [
      'Watch memory over time; look for pods that were OOMKilled',
      'Check the application for leaks of memory and of resources',
    ],
    commands: ['kubectl top pods -n NS --sort-by=memory', 'kubectl get pods -n NS -o wide'],
  },
  'Service Outage': {
    steps: [
      'Identify the affected components',
      'Tell the stakeholders (Slack #r3mes-alerts) and follow the emergency response plan',
      'Write down the timeline',
    ],
    commands: [
      'kubectl get pods -n NS',
      'kubectl get services -n NS',
      'kubectl get ingress -n NS',
      "kubectl get events -n NS --sort-by='.lastTimestamp'",
    ],
  },
  'Scaling Services': {
    steps: ['Check whether the autoscaler is at its maximum; raise the replicas where it is'],
    commands: ['kubectl get hpa -n NS', 'kubectl get deployments -n NS'],
  },
  'Daily Tasks': {
    steps: ['Verify that the backup completes each day', 'Make a backup by hand until the daily one runs'],
    commands: ['kubectl get cronjobs -n NS', 'kubectl get jobs -n NS --sort-by=.status.startTime'],
  },
};

/** The advice for every line that warns or fails, worst first, each section once. */
export function adviceFor(lines: readonly VerdictLine[], namespace: string): RunbookAdvice[] {
  const bad = lines.filter(({ level }) => level === 'CRIT' || level === 'WARN');
  const ordered = bad.toSorted((a, b) => Number(b.level === 'CRIT') - Number(a.level === 'CRIT'));
  const sections = [...new Set(ordered.map(({ remedy }) => remedy))].filter((name) => RUNBOOK[name]);
  return sections.map((section) => ({
    section,
    lines: ordered.filter(({ remedy }) => remedy === section).map(({ id }) => id),
    steps: [...(RUNBOOK[section]?.steps ?? [])],
    commands: (RUNBOOK[section]?.commands ?? []).map((command) =>
      command.replaceAll('-n NS', `-n ${namespace}`),
    ),
  }));
}
