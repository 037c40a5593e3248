import { setTimeout as sleep } from 'node:timers/promises';
import type { ChainClient } from './api/chain-client.ts';
import type { ChainNode } from './chain/chain-node.ts';
import { type Fault, type FaultName, formatFault } from './fault.ts';
import type { Database } from './postgres/database.ts';
import type { Cache } from './redis/cache.ts';

/** As R3MES's own loop: it stands still for one second in eleven. */
const STALL = { firstAfterMs: 500, everyMs: 11_000, forMs: 1000 };
/** How old the chain is that `stale-blocks` shows. */
export const STALE_MS = 120_000;

/** What faults act upon. */
export interface FaultTargets {
  database: Database;
  cache: Cache;
  chain: ChainNode;
  client: ChainClient;
}

/** The faults that are on. Shares are even, not random: of every n requests the same number is struck. */
export class ActiveFaults {
  private readonly targets: FaultTargets;
  private readonly active = new Map<FaultName, Fault>();
  private readonly owed = new Map<string, number>();
  private stallTimer: NodeJS.Timeout | undefined;

  constructor(targets: FaultTargets) {
    this.targets = targets;
    targets.chain.weather.failsCall = () => this.strikes('rpc-errors', 'rpc');
    targets.chain.weather.losesEvent = () => this.strikes('lost-messages', 'event');
  }

  /** What is on, as `NAME[=VALUE]`. */
  list(): string[] {
    return [...this.active.values()].map(formatFault);
  }

  /** Puts a fault on, in place of one of the same name. */
  async on(fault: Fault): Promise<void> {
    const { database, cache, chain, client } = this.targets;
    this.active.set(fault.name, fault);
    if (fault.name === 'slow-query') database.slowDown(fault.sleepMs);
    if (fault.name === 'pool') await database.exhaust();
    if (fault.name === 'cache-miss') cache.miss(true);
    if (fault.name === 'stall') this.stall();
    if (fault.name === 'stale-blocks') client.showLatest(() => chain.ledger.heightAt(Date.now() - STALE_MS));
    if (fault.name === 'chain-stuck') chain.ledger.stick();
    if (fault.name === 'chain-down') await chain.down();
  }

  /** Ends a fault; nothing happens when it is not on. */
  async off(name: FaultName): Promise<void> {
    if (!this.active.delete(name)) return;
    const { database, cache, chain, client } = this.targets;
    if (name === 'slow-query') database.slowDown(0);
    if (name === 'pool') await database.relieve();
    if (name === 'cache-miss') cache.miss(false);
    if (name === 'stall') clearInterval(this.stallTimer);
    if (name === 'stale-blocks') client.showLatest(null);
    if (name === 'chain-stuck') chain.ledger.unstick();
    if (name === 'chain-down') await chain.up();
  }

  async allOff(): Promise<void> {
    for (const name of [...this.active.keys()]) await this.off(name);
  }

  /**
   * What the faults do to one request: waits when it is slowed, and is true when it must answer 500. Shares are counted
   * by `kind`, so that the canary takes none of the load's.
   */
  async strike(kind: 'load' | 'canary'): Promise<boolean> {
    const latency = this.active.get('latency');
    if (latency?.name === 'latency' && this.isStruck(`latency ${kind}`, latency.share))
      await sleep(latency.addedMs);
    const errors = this.active.get('errors');
    return errors?.name === 'errors' && this.isStruck(`errors ${kind}`, errors.share);
  }

  /** The fault of a name while it is on. */
  get<N extends FaultName>(name: N): Extract<Fault, { name: N }> | undefined {
    return this.active.get(name) as Extract<Fault, { name: N }> | undefined;
  }

  /** Whether a fault with a share strikes this time; `account` is what its share is counted of. */
  strikes(name: 'rpc-errors' | 'lost-messages', account: string): boolean {
    const fault: { share: number } | undefined = this.get(name);
    return fault !== undefined && this.isStruck(`${name} ${account}`, fault.share);
  }

  private isStruck(account: string, share: number): boolean {
    const owed = (this.owed.get(account) ?? 0) + share;
    const struck = owed >= 1 - 1e-9;
    this.owed.set(account, struck ? owed - 1 : owed);
    return struck;
  }

  private stall(): void {
    clearInterval(this.stallTimer);
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const stand = () => Atomics.wait(cell, 0, 0, STALL.forMs);
    this.stallTimer = setInterval(stand, STALL.everyMs);
    setTimeout(() => this.active.has('stall') && stand(), STALL.firstAfterMs).unref();
  }
}
