import { HarnessError } from '../../../errors.ts';
import type { Vu } from './vu.ts';

const RETRIES = 5;
const RETRY_MS = 400;

/** Initialised VUs that no scenario uses now. A VU keeps its id and module state from scenario to scenario. */
export class VuPool {
  readonly #create: (id: number) => Promise<Vu>;
  readonly #idle: Vu[] = [];
  readonly #all: Vu[] = [];
  readonly #limit: number;
  readonly #nextId: () => number;
  #growing = false;
  #making = 0;
  /** Called for each VU made from now on, before anyone uses it. */
  onCreate: (vu: Vu) => void = () => {};

  /** `nextId` names VUs beyond those that `fill` makes. */
  constructor(limit: number, create: (id: number) => Promise<Vu>, nextId: () => number) {
    this.#limit = limit;
    this.#create = create;
    this.#nextId = nextId;
  }

  get size(): number {
    return this.#all.length;
  }

  /** Initialises the VUs of these ids. */
  async fill(ids: readonly number[]): Promise<void> {
    for (const id of ids) this.#idle.push(await this.#add(id));
  }

  /** An idle VU, or a new one while there may be more; else waits up to two seconds for one. */
  async acquire(): Promise<Vu> {
    for (let attempt = 0; attempt <= RETRIES; attempt++) {
      const vu = this.#idle.shift();
      if (vu !== undefined) return vu;
      // A scenario that ran short may have taken what was made for this one.
      if (this.#all.length + this.#making < this.#limit) return this.#add(this.#nextId());
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    throw new HarnessError(`no VU became free in ${(RETRIES * RETRY_MS) / 1000} s`, {
      code: 'ERR_ENGINE_NO_VU',
      exit: 'usage',
      hint: 'Please report this with the script: the plan promised more VUs than the pool holds.',
    });
  }

  /** One VU more, or null when one is being made already or the limit is reached. */
  async grow(): Promise<Vu | null> {
    const isFull = this.#all.length + this.#making >= this.#limit;
    if (this.#growing || (this.#idle.length === 0 && isFull)) return null;
    const idle = this.#idle.shift();
    if (idle !== undefined) return idle;
    this.#growing = true;
    try {
      return await this.#add(this.#nextId());
    } finally {
      this.#growing = false;
    }
  }

  release(vu: Vu): void {
    this.#idle.push(vu);
  }

  all(): readonly Vu[] {
    return this.#all;
  }

  async #add(id: number): Promise<Vu> {
    this.#making++;
    try {
      const vu = await this.#create(id);
      this.onCreate(vu);
      this.#all.push(vu);
      return vu;
    } finally {
      this.#making--;
    }
  }
}
