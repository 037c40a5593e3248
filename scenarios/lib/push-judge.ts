import { check } from 'k6';
import { Counter } from 'k6/metrics';
import { numberAt, timeMsAt, valueAt } from './answer.ts';

/** Heights between two pushed blocks that were never pushed. */
const lostMessages = new Counter('ws_lost_messages');

/** Pushed messages that are old, out of order or misshapen, and channels that push fewer than the chain makes. */
const pushFaults = new Counter('ws_push_faults');

const MAX_BLOCK_AGE_MS = 60_000;
const TAGS = { kind: 'push' };

/** Judges what one connection to a channel is pushed: order, gaps and age; one a connection. */
export class PushJudge {
  private last = 0;
  private count = 0;

  /** A message that is no ping. Unknown types are left alone: R3MES may learn new ones. */
  hear(type: string, data: unknown): void {
    if (type === 'block_update') this.block(data);
    if (type === 'network_status') this.status(data);
  }

  /** The end of a connection to a target that is said to push: at least `expected` messages came. */
  end(expected: number): void {
    judged({ 'push: blocks come at the chain’s rate': () => this.count >= expected });
  }

  private block(data: unknown): void {
    const height = numberAt(data, 'height');
    const ageMs = Date.now() - timeMsAt(data, 'timestamp');
    judged({
      'push: a block is newer than the last': () => height > this.last,
      'push: a block is under 60 s old': () => ageMs < MAX_BLOCK_AGE_MS,
    });
    if (this.last > 0 && height > this.last + 1) lostMessages.add(height - this.last - 1);
    if (height > this.last) this.last = height;
    this.count++;
  }

  private status(data: unknown): void {
    const height = numberAt(data, 'block_height');
    judged({
      'push: the network’s height rises': () => height > this.last,
      'push: the network’s stake is text': () => typeof valueAt(data, 'total_stake') === 'string',
    });
    if (height > this.last) this.last = height;
    this.count++;
  }
}

function judged(checks: Record<string, () => boolean>): void {
  if (!check(null, checks, TAGS)) pushFaults.add(1);
}
