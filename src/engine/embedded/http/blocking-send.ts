import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { VuOptions } from '../realm/contract.ts';
import { REQUEST_TIMEOUT } from './failure.ts';
import { nowMs, type WireRequest, type WireResponse } from './wire.ts';

/** The I/O thread of this worker thread, started at the first call that cannot wait. */
let io: { port: MessagePort; signal: Int32Array } | null = null;
const SLACK_MS = 500;

/** Sends one request from the I/O thread while this thread is held. Every VU of this thread stands still meanwhile. */
export function blockingSend(request: WireRequest, options: VuOptions): WireResponse {
  io ??= startIo(options);
  const { port, signal } = io;
  Atomics.store(signal, 0, 0);
  port.postMessage(request);
  Atomics.wait(signal, 0, 0, Math.max(0, request.deadlineMs - nowMs()) + SLACK_MS);
  const answer = receiveMessageOnPort(port) as { message: WireResponse } | undefined;
  return answer?.message ?? timedOut();
}

function startIo(options: VuOptions): { port: MessagePort; signal: Int32Array } {
  const shared = new SharedArrayBuffer(4);
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./io-worker.js', import.meta.url), {
    workerData: { options, port: port2, shared },
    transferList: [port2],
  });
  worker.unref();
  port1.unref();
  return { port: port1, signal: new Int32Array(shared) };
}

const timedOut = (): WireResponse => ({
  status: 0,
  reason: '',
  proto: '',
  headers: [],
  body: null,
  text: null,
  failure: REQUEST_TIMEOUT,
  failedInBody: false,
  blocked: 0,
  connecting: 0,
  tlsHandshaking: 0,
  sending: 0,
  waiting: 0,
  receiving: 0,
  endMs: nowMs(),
  remoteIp: '',
  remotePort: 0,
  tlsVersion: '',
  tlsCipherSuite: '',
  bytesSent: 0,
  bytesReceived: 0,
});
