import type { VuContext } from '../contract.ts';
import type { HostTextDecoder, TextEncodingName } from '../crypto-contract.ts';
import { copyIn } from './ws/bytes.ts';

const LABELS: Readonly<Record<TextEncodingName, string>> = {
  'utf-8': 'unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8',
  'utf-16le': 'csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le',
  'utf-16be': 'unicodefffe utf-16be',
};

function encodingOf(label: string): TextEncodingName {
  const wanted = label.trim().toLowerCase();
  const names = Object.keys(LABELS) as TextEncodingName[];
  const found = names.find((name) => LABELS[name].split(' ').includes(wanted));
  if (found === undefined) throw new RangeError(`unsupported encoding: ${label}`);
  return found;
}

/** The globals TextEncoder and TextDecoder (UTF-8 and UTF-16 only). */
export function createTextCoders({ bridge: { coding } }: VuContext) {
  class TextEncoder {
    readonly encoding = 'utf-8';
    encode(text: unknown = ''): Uint8Array {
      return new Uint8Array(copyIn(coding.encodeUtf8(String(text))));
    }
  }
  class TextDecoder {
    readonly encoding: TextEncodingName;
    readonly fatal: boolean;
    readonly ignoreBOM: boolean;
    readonly #decoder: HostTextDecoder;

    constructor(label: unknown = 'utf-8', options?: { fatal?: unknown; ignoreBOM?: unknown } | null) {
      this.encoding = encodingOf(String(label));
      this.fatal = Boolean(options?.fatal);
      this.ignoreBOM = Boolean(options?.ignoreBOM);
      this.#decoder = coding.textDecoder(this.encoding, { fatal: this.fatal, ignoreBOM: this.ignoreBOM });
    }

    decode(input?: unknown, options?: { stream?: unknown } | null): string {
      const decoded = this.#decoder.decode(inputBytes(input), Boolean(options?.stream));
      if (!decoded.ok) throw new TypeError(decoded.message);
      return decoded.value;
    }
  }
  return { TextEncoder, TextDecoder };
}

function inputBytes(input: unknown): Uint8Array {
  if (input === undefined) return new Uint8Array(0);
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  throw new TypeError('data is neither an ArrayBuffer, nor a TypedArray nor DataView');
}
