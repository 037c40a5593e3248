import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { DEFAULT_WALLET_COUNT, walletAt } from '../scenarios/lib/wallets.ts';
import { HarnessError } from '../src/errors.ts';
import { ActiveFaults } from './active-faults.ts';
import { createApi } from './api/api-server.ts';
import { ChainClient } from './api/chain-client.ts';
import { attachPush } from './api/push/push-server.ts';
import type { PushPace } from './api/push/push-session.ts';
import type { Sources } from './api/route.ts';
import { ROUTES } from './api/routes/index.ts';
import { type ChainNode, createChain } from './chain/chain-node.ts';
import { CHAIN_ID } from './chain/ledger.ts';
import { createControl } from './control-server.ts';
import type { Fault } from './fault.ts';
import { type Leash, leash } from './leash.ts';
import { createPostgres, type PostgresCluster } from './postgres/cluster.ts';
import { Database } from './postgres/database.ts';
import { seedDatabase } from './postgres/seed.ts';
import { Cache } from './redis/cache.ts';
import { createRedis } from './redis/redis-server.ts';
import { StandinCounts } from './standin-counts.ts';
import { createWeb } from './web/web-server.ts';

/** How a stand-in is to be. Ports of 0 are any free ones. */
export interface StandinOptions {
  apiPort: number;
  controlPort: number;
  webPort: number;
  faults: readonly Fault[];
  /** From 0: multiplies the API's waits for a chain that does not answer (1 is as R3MES). */
  delayScale: number;
  blockTimeMs: number;
  /** Connections of the API's pool to PostgreSQL. */
  poolSize: number;
  rateLimits: 'real' | 'lifted';
  /** How the API keeps its WebSockets. */
  pushPace: PushPace;
  /** Whether it pushes blocks and network status over them. */
  push: boolean;
  redis: 'if-found' | 'none';
  /** One line for the user, now and then. */
  notice(text: string): void;
}

/** Where the parts of a running stand-in are; what `standin ready` prints. */
export interface StandinUrls {
  api: string;
  /** The API's WebSockets. */
  websocket: string;
  /** The front end. */
  frontend: string;
  control: string;
  rpc: string;
  lcd: string;
  postgres: string;
  redis: string | null;
  chainId: string;
  /** As a target declares them. */
  rateLimits: 'lifted' | { perMinuteAndPath: number };
  pid: number;
}

export interface Standin {
  urls: StandinUrls;
  close(): Promise<void>;
}

type Closing = (() => Promise<unknown> | unknown)[];

/** Where parts are started, what holds them, and what ends them in order. */
interface Site {
  directory: string;
  guard: Leash;
  closing: Closing;
}

/** Starts a local R3MES on real parts. What was started is ended again when a later part fails. */
export async function startStandin(options: StandinOptions, pid: number): Promise<Standin> {
  const directory = mkdtempSync(join(tmpdir(), 'r3mes-standin-'));
  const guard = leash(directory);
  const closing: Closing = [() => guard.release(), () => rmSync(directory, { recursive: true, force: true })];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const urls = await startParts({ directory, guard, closing }, options);
    return { urls: { ...urls, pid }, close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

async function startParts({ closing, ...place }: Site, options: StandinOptions) {
  const counts = new StandinCounts();
  const [postgres, redis, chain] = await startBackends({ closing, ...place }, options, counts);
  const database = new Database(postgres.url, options.poolSize);
  const cache = new Cache(redis?.url ?? null);
  const client = new ChainClient({
    lcdUrl: chain.lcdUrl,
    rpcUrl: chain.rpcUrl,
    delayScale: options.delayScale,
  });
  closing.push(
    () => database.close(),
    () => cache.close(),
    () => client.close(),
  );
  await Promise.all([database.warm(), cache.ready()]);
  const faults = new ActiveFaults({ database, cache, chain, client });
  closing.push(() => faults.allOff());
  const sources = { database, cache, chain: client, rpcUrl: chain.rpcUrl, redisUrl: redis?.url ?? null };
  const served = await startServers(closing, options, { sources, faults, counts, chain, postgres });
  for (const fault of options.faults) await faults.on(fault);
  return {
    ...served,
    rpc: chain.rpcUrl,
    lcd: chain.lcdUrl,
    postgres: postgres.url,
    redis: redis?.url ?? null,
    chainId: CHAIN_ID,
    rateLimits: limitsOf(options),
  };
}

function limitsOf({ rateLimits }: StandinOptions): StandinUrls['rateLimits'] {
  return rateLimits === 'lifted' ? 'lifted' : { perMinuteAndPath: 30 };
}

interface Served {
  sources: Sources;
  faults: ActiveFaults;
  counts: StandinCounts;
  chain: ChainNode;
  postgres: PostgresCluster;
}

async function startServers(closing: Closing, options: StandinOptions, served: Served) {
  const { sources, faults, counts, chain, postgres } = served;
  const limits = { lifted: options.rateLimits === 'lifted' };
  const push = { on: options.push };
  const api = createApi({ sources, faults, counts: counts.api, limits });
  await warmUp(api);
  const web = createWeb({ faults, counts: counts.web, limits });
  const control = createControl({ faults, counts, limits, push, postgres });
  const sockets = attachPush({
    server: api.server,
    ledger: chain.ledger,
    faults,
    counts: counts.ws,
    pace: options.pushPace,
    push,
  });
  closing.push(
    () => control.close(),
    () => web.close(),
    () => api.close(),
    () => sockets.close(),
  );
  const apiUrl = await listening(api, options.apiPort);
  counts.reset();
  return {
    api: apiUrl,
    websocket: apiUrl.replace(/^http/, 'ws'),
    frontend: await listening(web, options.webPort),
    control: await listening(control, options.controlPort),
  };
}

async function listening(server: FastifyInstance, port: number): Promise<string> {
  try {
    return await server.listen({ host: '127.0.0.1', port });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HarnessError(`the stand-in cannot listen on port ${port}: ${reason}`, {
      code: 'ERR_STANDIN_PORT',
      exit: 'usage',
      hint: 'Give another port, or 0 for any free one.',
      cause,
    });
  }
}

/** So often is each route asked before anyone measures: a service that runs for days is not cold either. */
const WARM_UP_ROUNDS = 8;

async function warmUp(api: FastifyInstance): Promise<void> {
  const quick = ROUTES.filter(({ method, path }) => method === 'GET' && !path.endsWith('/transactions'));
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    const urls = quick.map(({ path }) => path.replace(/\{\w+\}/, walletAt(round)));
    await Promise.all(urls.map((url) => api.inject({ url, remoteAddress: '10.255.255.255' })));
  }
}

async function startBackends(site: Site, options: StandinOptions, counts: StandinCounts) {
  const started = await Promise.allSettled([
    seeded(site),
    options.redis === 'none' ? null : redisOf(site, options.notice),
    chainOf(site.closing, options.blockTimeMs, counts),
  ]);
  for (const part of started) if (part.status === 'rejected') throw part.reason;
  const [postgres, redis, chain] = started;
  if (postgres.status !== 'fulfilled' || redis.status !== 'fulfilled' || chain.status !== 'fulfilled') {
    throw new Error('unreachable: a rejected part was thrown above');
  }
  return [postgres.value, redis.value, chain.value] as const;
}

async function seeded({ closing, ...place }: Site): Promise<PostgresCluster> {
  const postgres = await createPostgres(place);
  closing.push(() => postgres.stop());
  await seedDatabase(postgres.url, { wallets: DEFAULT_WALLET_COUNT, historyDays: 30 });
  return postgres;
}

async function redisOf({ closing, ...place }: Site, notice: (text: string) => void) {
  const redis = await createRedis({ ...place, notice });
  if (redis !== null) closing.push(() => redis.close());
  return redis;
}

async function chainOf(closing: Closing, blockTimeMs: number, counts: StandinCounts): Promise<ChainNode> {
  const chain = await createChain({ blockTimeMs, rpcPort: 0, lcdPort: 0, counts });
  closing.push(() => chain.close());
  return chain;
}
