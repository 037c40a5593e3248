import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { nowMs } from '../http/wire.ts';
import type { VuOptions } from '../realm/contract.ts';
import type { FromIo, IoBirth, ToIo } from './io-messages.ts';

type Answer = { channel: number; message: FromIo };

/** The I/O thread of this worker thread: it goes on while calls that cannot wait hold this one. */
export class IoThread {
  readonly #port: MessagePort;
  readonly #sent: Int32Array;
  readonly #queues = new Map<number, FromIo[]>();
  #channels = 0;

  private constructor(options: VuOptions) {
    const shared = new SharedArrayBuffer(4);
    const { port1, port2 } = new MessageChannel();
    const workerData: IoBirth = { options, port: port2, shared };
    const worker = new Worker(new URL('./io-worker.js', import.meta.url), {
      workerData,
      transferList: [port2],
    });
    worker.unref();
    port1.unref();
    this.#port = port1;
    this.#sent = new Int32Array(shared);
  }

  static #only: IoThread | null = null;

  /** Started at the first call that cannot wait. */
  static of(options: VuOptions): IoThread {
    IoThread.#only ??= new IoThread(options);
    return IoThread.#only;
  }

  /** A name for a request, a socket or a client; its answers are kept until it is closed. */
  open(): number {
    const channel = ++this.#channels;
    this.#queues.set(channel, []);
    return channel;
  }

  close(channel: number): void {
    this.#queues.delete(channel);
  }

  post(message: ToIo): void {
    this.#port.postMessage(message);
  }

  /** The channel's next message, holding the thread until it comes; null when it did not until `untilMs` (epoch). */
  next(channel: number, untilMs: number): FromIo | null {
    for (;;) {
      const seen = Atomics.load(this.#sent, 0);
      this.#take();
      const message = this.#queues.get(channel)?.shift();
      if (message !== undefined) return message;
      const leftMs = untilMs - nowMs();
      if (leftMs <= 0) return null;
      Atomics.wait(this.#sent, 0, seen, leftMs);
    }
  }

  // Answers to what was given up are dropped.
  #take(): void {
    for (;;) {
      const received = receiveMessageOnPort(this.#port) as { message: Answer } | undefined;
      if (received === undefined) return;
      this.#queues.get(received.message.channel)?.push(received.message.message);
    }
  }
}
