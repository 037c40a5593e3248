import { messageOf } from '../system-failure.ts';
import type { RedisConnection } from './connect.ts';
import { isRefused } from './failure.ts';
import { parseInfo, type RedisInfo } from './info.ts';

/** What one node says. */
export interface NodeLook {
  pingMs: number;
  /** Or why there is none. */
  info: RedisInfo | string;
  /** Null where the node does not say it. */
  slowlog: number | null;
}

/** PING, then INFO and SLOWLOG LEN: they change nothing, and take one node's word. */
export async function lookAtNode({ client }: RedisConnection): Promise<NodeLook> {
  const startedMs = performance.now();
  await client.ping();
  const pingMs = performance.now() - startedMs;
  const [info, slowlog] = await Promise.all([
    client.call('INFO').then(parseInfo, (error: unknown) => hiddenInfo(error)),
    client.call('SLOWLOG', 'LEN').then(Number, (error: unknown) => {
      if (!isRefused(error)) throw error;
      return null;
    }),
  ]);
  return { pingMs, info, slowlog: slowlog !== null && Number.isFinite(slowlog) ? slowlog : null };
}

function hiddenInfo(error: unknown): string {
  if (!isRefused(error)) throw error;
  return /NOPERM/.test(messageOf(error))
    ? 'INFO is not permitted: ACL SETUSER <user> +info'
    : 'there is no INFO here: a proxy; aim at the server behind it';
}
