import { numberInWhole } from '../../../plan/segments/stripe.ts';
import { openGrpc } from '../grpc/lazy-grpc.ts';
import { CookieStores } from '../http/cookie-stores.ts';
import { openHttpClient } from '../http/http-client.ts';
import type { JobOutcome, VuInstance } from '../realm/contract.ts';
import type { LoadableScript } from '../worker/messages.ts';
import { openWsClient } from '../ws/ws-client.ts';
import { createBridge } from './bridge.ts';
import { openRealm } from './realm.ts';
import { Vu } from './vu.ts';
import { vuEmitter } from './vu-emitter.ts';
import { VuRecord } from './vu-state.ts';
import type { WorkerContext } from './worker-context.ts';

/** Makes the VU with this id: runs the script's init code in the thread's realm. */
export type VuFactory = (
  id: number,
) => Promise<{ ok: true; vu: Vu; instance: VuInstance } | { ok: false; outcome: JobOutcome }>;

/** Marks the log lines that tell where a call held the thread. */
export const BLOCKING = 'blocking';

function blockingNote(place: string): string {
  return `the call at ${place} held the whole thread while it waited: its caller (a getter, constructor, replacer or the like) cannot wait; move it into a plain function`;
}

/** One realm per thread; all its VUs share the compiled script. */
export function createVuFactory(script: LoadableScript, worker: WorkerContext): VuFactory {
  const realm = openRealm(script.suspended, new URL('./realm.js', import.meta.url));
  const told = new Set<string>();
  const blocked = (stack: string): void => {
    const place = /(file:\S+:\d+:\d+)\(\d+\)/.exec(stack)?.[1] ?? 'an unknown place';
    if (told.has(place)) return;
    told.add(place);
    worker.log('debug', blockingNote(place), { source: BLOCKING });
  };
  return async (id) => {
    const idInTest = id === 0 ? 0 : numberInWhole(worker.vuStripe, id - 1) + 1;
    const state = new VuRecord({ id, idInTest }, worker.runTags, worker.options);
    const parts = {
      state,
      cookies: new CookieStores(),
      emitter: vuEmitter(worker.fold, state),
      log: worker.log,
    };
    const http = openHttpClient(parts);
    const ws = openWsClient(parts);
    const grpc = openGrpc({ ...parts, registry: worker.registry, scriptPath: worker.scriptPath });
    const made = await realm.instantiate(
      createBridge(worker, state, { http, ws, grpc, blocked }, parts.emitter),
    );
    if (!made.ok) {
      http.close();
      return made;
    }
    return {
      ok: true,
      instance: made.instance,
      vu: new Vu(worker, {
        state,
        instance: made.instance,
        transport: http,
        sockets: [ws, ...(grpc ? [grpc] : [])],
      }),
    };
  };
}
