import type { RealmHost } from './contract.ts';

const nativeText = Function.prototype.toString;
let host: RealmHost | null = null;

/** From now on toString shows what the script's author wrote, and nothing of the engine's own functions. */
export function showSources(given: RealmHost): void {
  host = given;
}

const shown = {
  toString(this: () => void): string {
    const text = Reflect.apply(nativeText, this, []);
    if (host === null || text.endsWith('{ [native code] }')) return text;
    const written = host.functionText(text);
    if (written !== null) return written;
    return host.isEngineText(text) ? `function ${this.name}() { [native code] }` : text;
  },
};

Object.defineProperty(Function.prototype, 'toString', {
  value: shown.toString,
  writable: true,
  enumerable: false,
  configurable: true,
});
