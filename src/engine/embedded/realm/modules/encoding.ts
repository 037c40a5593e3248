import type { ModuleFactory, VuContext } from '../contract.ts';
import { type Base64Form, corruptByte, encodeBase64 } from './crypto/base64.ts';
import { goBytes, textArgument } from './crypto/go-bytes.ts';
import { GoError } from './go-error.ts';
import { copyIn } from './ws/bytes.ts';

const STD: Base64Form = { url: false, padded: true };
const FORMS: Readonly<Record<string, Base64Form>> = {
  std: STD,
  rawstd: { url: false, padded: false },
  url: { url: true, padded: true },
  rawurl: { url: true, padded: false },
};

const formOf = (name: string): Base64Form => (Object.hasOwn(FORMS, name) ? FORMS[name] : undefined) ?? STD;

/** The module `k6/encoding`. */
export const encodingModule: ModuleFactory = (vu) => {
  const exports = {
    b64encode: (...args: unknown[]) =>
      encodeBase64(vu.bridge.coding, goBytes(args[0]), formOf(textArgument(args, 1))),
    b64decode: (...args: unknown[]) => b64decode(vu, args),
  };
  return { ...exports, default: exports };
};

function b64decode({ bridge }: VuContext, args: readonly unknown[]): string | ArrayBuffer {
  const text = textArgument(args, 0);
  const corrupt = corruptByte(text, formOf(textArgument(args, 1)));
  if (corrupt !== null) throw new GoError(`illegal base64 data at input byte ${corrupt}`);
  const bytes = bridge.coding.decodeBase64(text);
  return textArgument(args, 2) === 's' ? bridge.decodeUtf8(bytes) : copyIn(bytes);
}
