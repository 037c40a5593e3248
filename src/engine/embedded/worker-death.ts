/** Why a worker thread is no more. */
export type WorkerDeath =
  /** It was ended: it did not come back in time. `place` is what it was in, where that could be seen. */
  | { kind: 'stuck'; place: string | null }
  | { kind: 'memory'; limitMb: number }
  | { kind: 'died'; reason: string };

/** What happened, and what to do about it. */
export function deathText(death: WorkerDeath): { message: string; remedy: string } {
  switch (death.kind) {
    case 'stuck':
      return {
        message:
          death.place === null
            ? 'a thread of the load generator did not come back in time and was ended'
            : `the script never came back from ${death.place}: its thread was ended, with all VUs in it`,
        remedy:
          'Let the loop end, or sleep() in it: only a call that waits lets other VUs run and an iteration be ended.',
      };
    case 'memory':
      return {
        message: `a thread of the load generator ran out of its ${death.limitMb} MB of memory`,
        remedy:
          'Use fewer VUs, let each keep less (SharedArray for data, discardResponseBodies for answers), divide them by --workers, or raise NODE_OPTIONS=--max-old-space-size.',
      };
    case 'died':
      return {
        message: `a thread of the load generator ended unexpectedly: ${death.reason}`,
        remedy: 'If the script is not to blame, please report it.',
      };
  }
}
