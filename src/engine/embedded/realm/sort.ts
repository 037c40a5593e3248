type Compare = (left: unknown, right: unknown) => unknown;

/** Up to this length k6's sort inserts each element in turn, so that its comparisons are the same ones. */
export const INSERTION_BLOCK = 20;

const isObject = (value: unknown): boolean =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const byText: Compare = (left, right) => {
  const [a, b] = [String(left), String(right)];
  return a < b ? -1 : Number(a > b);
};

function insertionSort(items: unknown[], compare: Compare): void {
  for (let i = 1; i < items.length; i++) {
    for (let j = i; j > 0 && Number(compare(items[j], items[j - 1])) < 0; j--) {
      [items[j - 1], items[j]] = [items[j], items[j - 1]];
    }
  }
}

const hasHoles = (list: readonly unknown[]): boolean => {
  for (let i = 0; i < list.length; i++) if (!(i in list)) return true;
  return false;
};

// V8 compares other pairs than k6 does. That shows only where comparing calls the script's code.
function comparesAlike(list: unknown, compare: unknown): boolean {
  if (!Array.isArray(list) || list.length > INSERTION_BLOCK || hasHoles(list)) return true;
  return compare === undefined ? !list.some(isObject) : typeof compare !== 'function';
}

/** Makes the sorts of arrays compare as k6's do. */
export function installSorts(): void {
  const proto = Array.prototype;
  const { sort } = proto;
  const shown = {
    sort(this: unknown[], compare?: Compare): unknown[] {
      if (comparesAlike(this, compare)) return Reflect.apply(sort, this, [compare]);
      const items = this.filter((item) => item !== undefined);
      insertionSort(items, compare ?? byText);
      for (let i = 0; i < this.length; i++) this[i] = i < items.length ? items[i] : undefined;
      return this;
    },
    toSorted(this: unknown[], compare?: Compare): unknown[] {
      return shown.sort.call(Array.from(this), compare);
    },
  };
  for (const name of ['sort', 'toSorted'] as const) {
    Object.defineProperty(shown[name], 'length', { value: 1, configurable: true });
    Object.defineProperty(proto, name, {
      value: shown[name],
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
}
