import type { Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { CallCredentials, ChannelCredentials, type experimental } from '@grpc/grpc-js';
import { linkOf } from '../http/dialer.ts';
import { tlsFailure } from '../http/failure.ts';

interface Watched {
  socket: Socket;
  sent: number;
  received: number;
}

/** Channel credentials that know their sockets: TLS under the test's options, failures in Go's words, wire bytes. */
export class WatchedCredentials extends ChannelCredentials {
  readonly #tls: ConnectionOptions | null;
  readonly #sockets = new Set<Watched>();
  /** Why the last TLS handshake failed; null: it did not. */
  handshakeFailure: string | null = null;

  /** `tls` null: plaintext. */
  constructor(tls: ConnectionOptions | null) {
    super();
    this.#tls = tls;
  }

  _isSecure(): boolean {
    return this.#tls !== null;
  }

  _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  _createSecureConnector(): experimental.SecureConnector {
    return {
      connect: (socket) => this.#connect(socket),
      waitForReady: () => Promise.resolve(),
      getCallCredentials: () => CallCredentials.createEmpty(),
      destroy: () => {},
    };
  }

  /** Bytes on the wire since the last call. */
  takeBytes(): { sent: number; received: number } {
    const total = { sent: 0, received: 0 };
    for (const watched of this.#sockets) {
      const { socket } = watched;
      total.sent += socket.bytesWritten - watched.sent;
      total.received += socket.bytesRead - watched.received;
      watched.sent = socket.bytesWritten;
      watched.received = socket.bytesRead;
      if (socket.destroyed) this.#sockets.delete(watched);
    }
    return total;
  }

  #connect(tcp: Socket): Promise<experimental.SecureConnectResult> {
    this.#sockets.add({ socket: tcp, sent: 0, received: 0 });
    this.handshakeFailure = null;
    if (this.#tls === null) return Promise.resolve({ socket: tcp, secure: false });
    const link = linkOf(tcp);
    const secured = connectTls({ ...this.#tls, socket: tcp });
    return new Promise((resolve, reject) => {
      secured.once('secureConnect', () => resolve({ socket: secured, secure: true }));
      secured.on('error', (error) => {
        this.handshakeFailure = tlsFailure(error, link).detail;
        reject(error);
      });
    });
  }
}
