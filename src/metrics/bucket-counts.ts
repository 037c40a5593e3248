/** So many neighbouring buckets share a page: values lie close together, over few pages. */
const PAGE_BITS = 6;
const PAGE = 1 << PAGE_BITS;

/** Buckets in ascending order and how many values each has. */
export interface Buckets {
  readonly indexes: Int32Array;
  readonly counts: Uint32Array;
}

/** How many values fell into each bucket; its memory depends on where values lie and not on how many there are. */
export class BucketCounts {
  readonly #pages = new Map<number, Uint32Array>();

  add(index: number, count = 1): void {
    const page = this.#pages.get(index >> PAGE_BITS) ?? this.#newPage(index >> PAGE_BITS);
    const place = index & (PAGE - 1);
    page[place] = (page[place] as number) + count;
  }

  merge({ indexes, counts }: Buckets): void {
    for (let i = 0; i < indexes.length; i++) this.add(indexes[i] as number, counts[i]);
  }

  buckets(): Buckets {
    const indexes: number[] = [];
    const counts: number[] = [];
    for (const number of [...this.#pages.keys()].sort((a, b) => a - b)) {
      const page = this.#pages.get(number) as Uint32Array;
      for (let place = 0; place < PAGE; place++) {
        if (page[place] === 0) continue;
        indexes.push(number * PAGE + place);
        counts.push(page[place] as number);
      }
    }
    return { indexes: Int32Array.from(indexes), counts: Uint32Array.from(counts) };
  }

  clear(): void {
    for (const [number, page] of this.#pages) {
      // A page that nobody used since the last time is let go.
      if (page.every((count) => count === 0)) this.#pages.delete(number);
      else page.fill(0);
    }
  }

  #newPage(number: number): Uint32Array {
    const page = new Uint32Array(PAGE);
    this.#pages.set(number, page);
    return page;
  }
}
