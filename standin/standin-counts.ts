import { EventCounts } from './event-counts.ts';
import { RequestCounts } from './request-counts.ts';

/** What is counted apart, by the name that the control port has for it. */
export const COUNTED_PARTS = ['api', 'web', 'rpc', 'lcd', 'ws', 'rpcSocket'] as const;
type CountedPart = (typeof COUNTED_PARTS)[number];

/** Whether there are counts of that name. */
export function isCountedPart(name: string): name is CountedPart {
  return COUNTED_PARTS.some((part) => part === name);
}

/** The stand-in's own counts of all its traffic. */
export class StandinCounts implements Record<CountedPart, unknown> {
  readonly api = new RequestCounts();
  readonly web = new RequestCounts();
  /** The node's RPC and LCD, the API's own calls included. */
  readonly rpc = new RequestCounts();
  readonly lcd = new RequestCounts();
  /** WebSockets of the API: sessions by path, messages, how they ended. */
  readonly ws = new EventCounts();
  /** The node's /websocket. */
  readonly rpcSocket = new EventCounts();

  /** Forgets all requests: what warmed the parts up is nobody's. */
  reset(): void {
    for (const counts of [this.api, this.web, this.rpc, this.lcd]) counts.reset();
  }
}
