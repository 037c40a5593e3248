const two = (value: number): string => String(value).padStart(2, '0');

const dayOf = (date: Date): string =>
  `${two(date.getMonth() + 1)}/${two(date.getDate())}/${String(date.getFullYear()).padStart(4, '0')}`;

const timeOf = (date: Date): string =>
  `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;

const shown = (date: Date, text: (date: Date) => string): string =>
  Number.isNaN(date.getTime()) ? 'Invalid Date' : text(date);

const PLAIN: readonly [holder: object, methods: object][] = [
  [
    Number.prototype,
    {
      toLocaleString(this: number): string {
        return this.toString();
      },
    },
  ],
  [
    BigInt.prototype,
    {
      toLocaleString(this: bigint): string {
        return this.toString();
      },
    },
  ],
  [
    String.prototype,
    {
      toLocaleLowerCase(this: string): string {
        return this.toLowerCase();
      },
      toLocaleUpperCase(this: string): string {
        return this.toUpperCase();
      },
    },
  ],
  [
    Date.prototype,
    {
      toLocaleString(this: Date): string {
        return shown(this, (date) => `${dayOf(date)}, ${timeOf(date)}`);
      },
      toLocaleDateString(this: Date): string {
        return shown(this, dayOf);
      },
      toLocaleTimeString(this: Date): string {
        return shown(this, timeOf);
      },
    },
  ],
];

/** k6's engine has no locales: what asks for one gets the same text everywhere. */
export function ignoreLocales(): void {
  for (const [holder, methods] of PLAIN)
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(methods)))
      Object.defineProperty(holder, name, { value, writable: true, configurable: true });
}
