import { type MessagePort, workerData } from 'node:worker_threads';
import type { VuOptions } from '../realm/contract.ts';
import { dialerOf } from './http-client.ts';
import { SocketTransport } from './socket-transport.ts';
import type { WireRequest, WireResponse } from './wire.ts';

const { options, port, shared } = workerData as {
  options: VuOptions;
  port: MessagePort;
  shared: SharedArrayBuffer;
};
const signal = new Int32Array(shared);
const transport = new SocketTransport(dialerOf(options), {
  total: options.batch,
  perHost: options.batchPerHost,
});

port.on('message', (request: WireRequest) => {
  transport.send(request, (response) => {
    port.postMessage(plain(response));
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  });
});

// The exchange holds sockets: only its fields of the contract can go to another thread.
function plain(r: WireResponse): WireResponse {
  const { status, reason, proto, headers, body, text, failure, failedInBody } = r;
  const { blocked, connecting, tlsHandshaking, sending, waiting, receiving, endMs } = r;
  const { remoteIp, remotePort, tlsVersion, tlsCipherSuite, bytesSent, bytesReceived } = r;
  return {
    ...{ status, reason, proto, headers, body, text, failure, failedInBody },
    ...{ blocked, connecting, tlsHandshaking, sending, waiting, receiving, endMs },
    ...{ remoteIp, remotePort, tlsVersion, tlsCipherSuite, bytesSent, bytesReceived },
  };
}
