// src/engine/embedded/http/io-worker.ts
import { workerData } from 'node:worker_threads';
import { dialerOf, SocketTransport } from './chunk-URKCKDYF.js';

var { options, port, shared } = workerData;
var signal = new Int32Array(shared);
var transport = new SocketTransport(dialerOf(options), {
  total: options.batch,
  perHost: options.batchPerHost,
});
port.on('message', (request) => {
  transport.send(request, (response) => {
    port.postMessage(plain(response));
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  });
});
function plain(r) {
  const { status, reason, proto, headers, body, failure, failedInBody } = r;
  const { blocked, connecting, tlsHandshaking, sending, waiting, receiving, endMs } = r;
  const { remoteIp, remotePort, tlsVersion, tlsCipherSuite, bytesSent, bytesReceived } = r;
  return {
    ...{ status, reason, proto, headers, body, failure, failedInBody },
    ...{ blocked, connecting, tlsHandshaking, sending, waiting, receiving, endMs },
    ...{ remoteIp, remotePort, tlsVersion, tlsCipherSuite, bytesSent, bytesReceived },
  };
}
//# sourceMappingURL=io-worker.js.map
