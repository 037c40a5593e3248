import type { Socket } from 'node:net';

/** Counts the bytes of a connection as they are on the wire, TLS and all. */
export class WireMeter {
  readonly #socket: Socket;
  #sent = 0;
  #received = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Bytes since the last call; requests side by side share them. */
  take(): { sent: number; received: number } {
    const { bytesWritten, bytesRead } = this.#socket;
    const taken = { sent: bytesWritten - this.#sent, received: bytesRead - this.#received };
    this.#sent = bytesWritten;
    this.#received = bytesRead;
    return taken;
  }
}
