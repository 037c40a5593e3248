import { REQUEST_TIMEOUT } from '../http/failure.ts';
import { nowMs, type WireRequest, type WireResponse } from '../http/wire.ts';
import type { VuOptions } from '../realm/contract.ts';
import { IoThread } from './io-thread.ts';

const SLACK_MS = 500;

/** Sends one request from the I/O thread while this thread is held. Every VU of this thread stands still meanwhile. */
export function blockingSend(request: WireRequest, options: VuOptions): WireResponse {
  const io = IoThread.of(options);
  const channel = io.open();
  io.post({ channel, kind: 'http', request });
  const answer = io.next(channel, Math.max(nowMs(), request.deadlineMs) + SLACK_MS);
  io.close(channel);
  return answer?.kind === 'response' ? answer.response : timedOut();
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
