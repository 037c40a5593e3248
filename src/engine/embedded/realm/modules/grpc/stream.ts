import type { UserCall, VuContext } from '../../contract.ts';
import type { GrpcClientHandle, GrpcStreamEvent } from '../../grpc-contract.ts';
import { GoError } from '../go-error.ts';
import { readMethod } from './client.ts';
import { readCall, within } from './params.ts';

type Listener = UserCall['fn'];

/** Makes the object that `new Stream(...)` gives, and opens the stream. */
export function openStream(
  vu: VuContext,
  client: GrpcClientHandle,
  given: { method: unknown; params: unknown },
): object {
  const { $, bridge } = vu;
  if (bridge.state.phase === 'init')
    throw new GoError('invoking RPC methods in the init context is not supported');
  const method = within("invalid GRPC Stream's method", () => readMethod(client, given.method));
  const call = within("invalid GRPC Stream's parameters", () => readCall(method, given.params));
  const warn = (text: string): void => bridge.log('warning', text, { streamMethod: method });
  const listeners: Record<string, Listener[]> = { data: [], error: [], end: [], status: [] };
  const release = $.hold();
  let writable = true;
  const emit = (name: string, value: unknown, timeMs: number): void => {
    for (const fn of listeners[name] ?? []) {
      if (!$.interrupted) $.enter({ fn, args: [value, { ts: Math.floor(timeMs / 1000) }] });
    }
  };
  const stream = client.openStream(call, (event: GrpcStreamEvent) => {
    if ($.interrupted) return;
    const { timeMs } = event;
    if (event.kind === 'message') {
      emit('data', event.json === null ? {} : JSON.parse(event.json), timeMs);
      return;
    }
    writable = false;
    if (event.error !== null) {
      const { code, message, text } = event.error;
      if (listeners['error']?.length === 0)
        warn(`no handlers for error registered, but an error happened: ${text}`);
      emit('error', { code, details: [], message }, timeMs);
    }
    emit('end', {}, timeMs);
    // A job of its own: those of the listeners are done before it.
    if (!$.interrupted) $.enter({ fn: release, args: [] });
  });
  const object = {
    on(name?: unknown, listener?: unknown): void {
      if (typeof listener !== 'function')
        throw new GoError(`handler for ${JSON.stringify(String(name))} event isn't a callable function`);
      const list = Object.hasOwn(listeners, String(name)) ? listeners[String(name)] : undefined;
      if (list === undefined)
        warn(`can't register ${name} event handler: unknown GRPC stream's event type: ${name}`);
      else list.push(listener as Listener);
    },
    write(message?: unknown): void {
      if (!writable) return;
      if (message === undefined || message === null) warn("can't send empty message");
      else stream.write(JSON.stringify(message) ?? 'null');
    },
    end(): void {
      if (!writable) return;
      writable = false;
      stream.end();
    },
  };
  for (const name of Object.keys(object))
    Object.defineProperty(object, name, { writable: false, configurable: false });
  return object;
}
