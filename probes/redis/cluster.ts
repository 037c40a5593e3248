import type { ProbeValue } from '../probe.ts';
import { codeOf, messageOf } from '../system-failure.ts';
import type { RedisConnection } from './connect.ts';
import { isRefused } from './failure.ts';

const SLOTS = 16_384;

/** A node as CLUSTER NODES has it. */
export interface ClusterNode {
  /** `host:port`, as the cluster says it. */
  address: string;
  primary: boolean;
  /** The node that was asked. */
  self: boolean;
  failed: boolean;
}

/** What a node says of its cluster. */
export interface ClusterView {
  nodes: ClusterNode[];
  values: ProbeValue[];
}

/** CLUSTER INFO and NODES, or why they cannot be had. */
export async function clusterView({ client }: RedisConnection): Promise<ClusterView | string> {
  try {
    const [info, nodes] = await Promise.all([
      client.call('CLUSTER', 'INFO'),
      client.call('CLUSTER', 'NODES'),
    ]);
    return viewOf(String(info), parseNodes(String(nodes)));
  } catch (error) {
    if (!isRefused(error)) throw error;
    return 'this node only: ACL SETUSER <user> +cluster|info +cluster|nodes';
  }
}

/** Lines of CLUSTER NODES: `id host:port@bus[,name] flags ...`; lines that are none are left out. */
export function parseNodes(text: string): ClusterNode[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, place = '', flags = ''] = line.split(' ');
    const [address = '', name = ''] = place.replace(/@\d+/, '').split(',');
    if (!/:\d+$/.test(address)) return [];
    const marks = flags.split(',');
    const named = address.startsWith(':') && name !== '' ? `${name}${address}` : address;
    return [
      {
        address: named,
        primary: marks.includes('master'),
        self: marks.includes('myself'),
        failed: marks.some((mark) => /^(fail\??|noaddr|handshake)$/.test(mark)),
      },
    ];
  });
}

function viewOf(info: string, nodes: ClusterNode[]): ClusterView {
  const field = (name: string) => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];
  const slots = Number(field('cluster_slots_ok'));
  const state = field('cluster_state');
  const failed = nodes.filter(({ failed }) => failed).map(({ address }) => address);
  return {
    nodes,
    values: [
      {
        ...OK,
        value: state === 'ok' ? 1 : 0,
        ...(state === 'ok' ? {} : { note: `cluster_state is ${state ?? 'not said'}` }),
      },
      Number.isFinite(slots)
        ? { ...COVERED, value: (slots / SLOTS) * 100 }
        : { ...COVERED, value: null, note: 'CLUSTER INFO does not say it' },
      { ...COUNT, value: nodes.length },
      { ...FAILED, value: failed.length, ...(failed.length === 0 ? {} : { note: failed.join(', ') }) },
    ],
  };
}

/** Why a node could not be asked, for the note of what its absence makes partial. */
export function unreachable(address: string, error: unknown): string {
  return `${address} could not be reached (${codeOf(error) || messageOf(error)}); natMap in REDIS_URL translates addresses`;
}

const OK = { id: 'cluster.ok', title: 'Cluster state is ok', unit: 'count' } as const;
const COVERED = { id: 'cluster.slotsPercent', title: 'Slots covered', unit: '%' } as const;
const COUNT = { id: 'cluster.nodes', title: 'Nodes', unit: 'count' } as const;
const FAILED = { id: 'cluster.failedNodes', title: 'Nodes failed', unit: 'count' } as const;
