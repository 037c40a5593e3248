import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { EventCounts } from '../event-counts.ts';
import type { RequestCounts } from '../request-counts.ts';
import { lcdListener } from './lcd-server.ts';
import { Ledger } from './ledger.ts';
import { rpcListener } from './rpc-server.ts';
import { rpcSockets } from './rpc-socket.ts';
import { type ChainWeather, calmWeather } from './weather.ts';

/** A node of the chain: its RPC and LCD can go down (connections refused) and come back on the same ports. */
export interface ChainNode {
  readonly ledger: Ledger;
  readonly rpcUrl: string;
  readonly lcdUrl: string;
  /** Set by faults. */
  readonly weather: ChainWeather;
  down(): Promise<void>;
  up(): Promise<void>;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** Where a node's traffic is counted. */
export interface ChainCounts {
  rpc: RequestCounts;
  lcd: RequestCounts;
  rpcSocket: EventCounts;
}

/** Starts a node whose chain has a new block every `blockTimeMs`; ports of 0 are any free ones. */
export async function createChain(options: {
  blockTimeMs: number;
  rpcPort: number;
  lcdPort: number;
  counts: ChainCounts;
}): Promise<ChainNode> {
  const { counts } = options;
  const ledger = new Ledger(options.blockTimeMs);
  const weather = calmWeather();
  const sockets = rpcSockets(ledger, weather, counts.rpcSocket);
  const rpc = new Listener(rpcListener(ledger, weather, counts.rpc), options.rpcPort, sockets.upgrade);
  const lcd = new Listener(lcdListener(ledger, counts.lcd), options.lcdPort);
  const up = async () => {
    await rpc.open();
    await lcd.open();
  };
  const down = async () => {
    sockets.cut();
    await Promise.all([rpc.shut(), lcd.shut()]);
  };
  const close = async () => {
    sockets.stop();
    await down();
  };
  try {
    await up();
  } catch (error) {
    await close();
    throw error;
  }
  return { ledger, weather, rpcUrl: rpc.url, lcdUrl: lcd.url, up, down, close };
}

type Upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => void;

class Listener {
  private server: Server | null = null;
  private readonly listener: RequestListener;
  private readonly upgrade: Upgrade | null;
  private port: number;

  constructor(listener: RequestListener, port: number, upgrade: Upgrade | null = null) {
    this.listener = listener;
    this.port = port;
    this.upgrade = upgrade;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    if (this.server !== null) return;
    const server = createServer({ keepAliveTimeout: 60_000 }, this.listener);
    this.server = server;
    if (this.upgrade !== null) server.on('upgrade', this.upgrade);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address !== null && typeof address === 'object') this.port = address.port;
  }

  async shut(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (server === null || !server.listening) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}
