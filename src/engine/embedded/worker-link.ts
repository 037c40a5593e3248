import { Worker } from 'node:worker_threads';
import { HarnessError } from '../../errors.ts';
import type { FromWorker, ToWorker, WorkerBirth } from './worker/messages.ts';

type MessageOf<Type extends FromWorker['type']> = Extract<FromWorker, { type: Type }>;

/** The main thread's end of one engine worker: sends commands, waits for answers, passes on what streams. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    string,
    { resolve: (message: never) => void; reject: (error: Error) => void }
  >();
  #crash: Error | null = null;
  /** Called for every message that nobody waits for. */
  onStream: (message: FromWorker) => void = () => {};

  constructor(file: URL, birth: WorkerBirth) {
    this.#worker = new Worker(file, {
      workerData: birth,
      stdout: false,
      stderr: false,
      // V8's default of 16 MB promotes what a thousand VUs hold through one request, and then collects the old space.
      resourceLimits: { maxYoungGenerationSizeMb: 96 },
    });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(crashed(error.message)));
    this.#worker.on('exit', (code) => this.#fail(crashed(`exit code ${code}`)));
  }

  send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** The next message of one of these types; rejects when the worker crashes. */
  next<Type extends FromWorker['type']>(...types: Type[]): Promise<MessageOf<Type>> {
    if (this.#crash !== null) return Promise.reject(this.#crash);
    return new Promise((resolve, reject) => {
      for (const type of types) this.#waiting.set(type, { resolve, reject });
    });
  }

  async close(): Promise<void> {
    this.#waiting.clear();
    this.#worker.postMessage({ type: 'close' });
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    const timer = setTimeout(() => void this.#worker.terminate(), 1000);
    await ended;
    clearTimeout(timer);
  }

  #receive(message: FromWorker): void {
    if (message.type === 'crashed') {
      this.#fail(crashed(message.message));
      return;
    }
    const waiting = this.#waiting.get(message.type);
    if (waiting === undefined) {
      this.onStream(message);
      return;
    }
    for (const [type, waiter] of this.#waiting) if (waiter === waiting) this.#waiting.delete(type);
    waiting.resolve(message as never);
  }

  #fail(error: Error): void {
    this.#crash ??= error;
    const waiting = new Set(this.#waiting.values());
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

const crashed = (reason: string): HarnessError =>
  new HarnessError(`an engine worker ended unexpectedly: ${reason}`, {
    code: 'ERR_ENGINE_WORKER',
    exit: 'usage',
    hint: 'What was measured until then is kept. If the script is not to blame, please report it.',
  });
