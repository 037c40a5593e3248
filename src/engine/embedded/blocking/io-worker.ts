import { workerData } from 'node:worker_threads';
import { dialerOf } from '../http/http-client.ts';
import { SocketTransport } from '../http/socket-transport.ts';
import type { WireResponse } from '../http/wire.ts';
import type { FromIo, IoBirth, ToIo } from './io-messages.ts';
import { WsHost } from './ws-host.ts';

const { options, port, shared } = workerData as IoBirth;
const sent = new Int32Array(shared);
const transport = new SocketTransport(dialerOf(options), {
  total: options.batch,
  perHost: options.batchPerHost,
});

function answer(channel: number, message: FromIo): void {
  port.postMessage({ channel, message });
  Atomics.add(sent, 0, 1);
  Atomics.notify(sent, 0);
}

const sockets = new WsHost(options, answer);
const clients = (): Promise<import('./grpc-host.ts').GrpcHost> => {
  loading ??= import('./grpc-host.ts').then(({ GrpcHost }) => new GrpcHost(options, answer));
  return loading;
};
let loading: ReturnType<typeof clients> | null = null;

port.on('message', (message: ToIo) => {
  const { channel } = message;
  switch (message.kind) {
    case 'http':
      transport.send(message.request, (response) =>
        answer(channel, { kind: 'response', response: plain(response) }),
      );
      return;
    case 'ws':
      sockets.handle(channel, message.command);
      return;
    case 'grpc':
      void clients().then((host) => host.handle(channel, message.command));
  }
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
