import { isIP } from 'node:net';
import type { Redis, RedisOptions } from 'ioredis';
import { untilAborted } from '../until-aborted.ts';
import type { RedisEndpoint } from './endpoint.ts';

/** A connection that is authenticated. */
export interface RedisConnection {
  client: Redis;
  /** False once the server or the network ended it. */
  alive(): boolean;
  /** Ends it at once: no timer, socket or retry is left. */
  destroy(): void;
  /** What the socket died of, where that is known: ioredis itself says "Connection is closed". */
  causeOf(error: unknown): unknown;
}

/** The driver, loaded by who looks only: every run and every command would pay for it. */
export const loadRedis = () => import('ioredis');

/** Connects once, by the protocol that every version, fork and proxy speaks, and never tries again by itself. */
export async function connectRedis(endpoint: RedisEndpoint, signal: AbortSignal): Promise<RedisConnection> {
  const driver = await loadRedis();
  const client = new driver.Redis({
    ...(endpoint.path ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port }),
    ...(endpoint.tls ? { tls: isIP(endpoint.host) === 0 ? { servername: endpoint.host } : {} } : {}),
    protocol: 2,
    lazyConnect: true,
    connectTimeout: 0,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
    // The driver's timer would keep the process alive for two seconds after a refused connection.
    disconnectTimeout: 1,
  } as RedisOptions);
  let lastError: unknown;
  client.on('error', (error: unknown) => {
    lastError = error;
  });
  const connection: RedisConnection = {
    client,
    alive: () => client.status === 'ready',
    destroy() {
      client.disconnect();
      client.stream?.destroy();
    },
    causeOf: (error) => (/is closed|isn't writeable/.test(String(error)) ? (lastError ?? error) : error),
  };
  try {
    await untilAborted(signIn(client, endpoint), {
      signal,
      stop: connection.destroy,
      doing: `connecting to ${endpoint.label}`,
      hint: 'packets are dropped or the server is stuck: look at firewalls, network policies and the server itself',
    });
  } catch (error) {
    connection.destroy();
    throw connection.causeOf(error);
  }
  return connection;
}

async function isSentinel(client: Redis): Promise<boolean> {
  const info = await client.call('INFO', 'server').catch(() => '');
  return /^(redis|server)_mode:sentinel/m.test(String(info));
}

/** Sends AUTH itself: the driver would report a refusal as an event, on a connection that it goes on using. */
async function signIn(client: Redis, endpoint: RedisEndpoint): Promise<void> {
  const { username, password, db } = endpoint;
  await client.connect();
  if (password !== undefined) {
    try {
      await client.call('AUTH', ...(username ? [username] : []), password);
    } catch (error) {
      // The password may be that of the servers which a sentinel without one watches.
      if (!/without any password|no password is set/i.test(String(error)) || !(await isSentinel(client)))
        throw error;
    }
  }
  if (db !== 0) await client.call('SELECT', db);
}
