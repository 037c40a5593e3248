import { Worker } from 'node:worker_threads';
import { HarnessError } from '../../errors.ts';
import { heapLimitMb } from '../../host.ts';
import type { FromWorker, ToWorker } from './worker/messages.ts';
import { deathText, type WorkerDeath } from './worker-death.ts';

type MessageOf<Type extends FromWorker['type']> = Extract<FromWorker, { type: Type }>;

/** The main thread's end of one engine worker: sends commands, waits for answers, passes on what streams. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    string,
    { resolve: (message: never) => void; reject: (error: Error) => void }
  >();
  readonly #exited: Promise<unknown>;
  readonly threadId: number;
  /** The engine's code as built. */
  readonly file: URL;
  /** Why it is no more; null while it lives. */
  death: WorkerDeath | null = null;
  /** Called for every message that nobody waits for. */
  onStream: (message: FromWorker) => void = () => {};

  /** Starts a thread, which waits for its birth; whoever does not get that far closes it. */
  constructor(file: URL, heapMb = heapLimitMb(1)) {
    this.file = file;
    this.#worker = new Worker(file, {
      stdout: false,
      stderr: false,
      resourceLimits: {
        // V8's default of 16 MB promotes what a thousand VUs hold through one request, and then collects the old space.
        maxYoungGenerationSizeMb: 96,
        maxOldGenerationSizeMb: heapMb,
      },
    });
    this.threadId = this.#worker.threadId;
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error: NodeJS.ErrnoException) => {
      const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#die(outOfMemory ? { kind: 'memory', limitMb: heapMb } : { kind: 'died', reason: error.message });
    });
    this.#worker.on('exit', (code) => this.#die({ kind: 'died', reason: `exit code ${code}` }));
    this.#exited = new Promise((resolve) => this.#worker.once('exit', resolve));
  }

  /** Somebody waits for an answer. */
  get isWaitedFor(): boolean {
    return this.#waiting.size > 0;
  }

  send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** The next message of one of these types; rejects with HarnessError when the worker dies. */
  next<Type extends FromWorker['type']>(...types: Type[]): Promise<MessageOf<Type>> {
    if (this.death !== null) return Promise.reject(deathError(this.death));
    return new Promise((resolve, reject) => {
      for (const type of types) this.#waiting.set(type, { resolve, reject });
    });
  }

  /** Ends the thread, whatever it does; those who wait are told why. */
  end(death: WorkerDeath): void {
    this.#die(death);
    void this.#worker.terminate();
  }

  /** Lets it end by itself within a second. */
  async close(): Promise<void> {
    this.#waiting.clear();
    this.#worker.postMessage({ type: 'close' });
    const timer = setTimeout(() => void this.#worker.terminate(), 1000);
    await this.#exited;
    clearTimeout(timer);
  }

  #receive(message: FromWorker): void {
    if (message.type === 'crashed') {
      this.end({ kind: 'died', reason: message.message });
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

  #die(death: WorkerDeath): void {
    if (this.death !== null) return;
    this.death = death;
    const waiting = new Set(this.#waiting.values());
    this.#waiting.clear();
    for (const { reject } of waiting) reject(deathError(death));
  }
}

function deathError(death: WorkerDeath): HarnessError {
  const { message, remedy } = deathText(death);
  return new HarnessError(message, { code: 'ERR_ENGINE_WORKER', exit: 'usage', hint: remedy });
}
