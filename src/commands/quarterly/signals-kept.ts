import type { Host } from '../../host.ts';

/** The host for a part of a longer test: who asks for signals after one has come (`stopped`) is told of it at once. */
export function signalsKept(host: Host, stopped: AbortSignal): Host {
  return {
    ...host,
    onSignal(listener) {
      const off = host.onSignal(listener);
      if (stopped.aborted) queueMicrotask(() => listener('SIGINT'));
      return off;
    },
  };
}
