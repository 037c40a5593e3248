import { createServer, type RequestListener, type Server } from 'node:http';
import { lcdListener } from './lcd-server.ts';
import { Ledger } from './ledger.ts';
import { rpcListener } from './rpc-server.ts';

/** A node of the chain: its RPC and LCD can go down (connections refused) and come back on the same ports. */
export interface ChainNode {
  readonly ledger: Ledger;
  readonly rpcUrl: string;
  readonly lcdUrl: string;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** Starts a node whose chain has a new block every `blockTimeMs`; ports of 0 are any free ones. */
export async function createChain(options: {
  blockTimeMs: number;
  rpcPort: number;
  lcdPort: number;
}): Promise<ChainNode> {
  const ledger = new Ledger(options.blockTimeMs);
  const rpc = new Listener(rpcListener(ledger), options.rpcPort);
  const lcd = new Listener(lcdListener(ledger), options.lcdPort);
  const up = async () => {
    await rpc.open();
    await lcd.open();
  };
  const down = async () => {
    await Promise.all([rpc.shut(), lcd.shut()]);
  };
  try {
    await up();
  } catch (error) {
    await down();
    throw error;
  }
  return { ledger, rpcUrl: rpc.url, lcdUrl: lcd.url, up, down };
}

class Listener {
  private server: Server | null = null;
  private readonly listener: RequestListener;
  private port: number;

  constructor(listener: RequestListener, port: number) {
    this.listener = listener;
    this.port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    if (this.server !== null) return;
    const server = createServer({ keepAliveTimeout: 60_000 }, this.listener);
    this.server = server;
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
