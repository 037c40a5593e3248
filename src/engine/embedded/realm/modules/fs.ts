import type { ModuleFactory, VuContext } from '../contract.ts';
import { GoError } from './go-error.ts';

/** Where `seek` counts from. */
const SeekMode = { Start: 0, Current: 1, End: 2 } as const;

const contents = new WeakMap<object, Uint8Array>();

/** The bytes of a file that `open` gave; undefined for anything else. */
export const bytesOf = (file: unknown): Uint8Array | undefined =>
  typeof file === 'object' && file !== null ? contents.get(file) : undefined;

/** A failure of the module, by k6's names. */
class FsError extends Error {
  constructor(name: string, message: string) {
    super(message);
    Object.defineProperty(this, 'name', { value: name });
  }
}

/** The module `k6/experimental/fs`: files are read once, in init code, and never written. */
export const fsModule: ModuleFactory = (vu) => {
  const exports = { open: (path?: unknown) => openFile(vu, path), SeekMode };
  return { ...exports, default: exports };
};

async function openFile({ bridge }: VuContext, path: unknown): Promise<File> {
  if (bridge.state.phase !== 'init')
    throw new GoError(
      'open() failed; reason: opening a file in the VU context is not allowed; only the init context is supported',
    );
  if (path === undefined || path === null)
    throw new FsError('TypeError', 'open() failed; reason: path cannot be null or undefined');
  const text = String(path);
  if (text === '') throw new FsError('TypeError', 'open() failed; reason: path cannot be empty');
  const read = bridge.readFile(text);
  if (read.ok) return new File(text, read.value);
  const [, directory] = /directories, path: "(.*)"$/.exec(read.message) ?? [];
  if (directory !== undefined)
    throw new FsError(
      'InvalidResourceError',
      `cannot open "${directory}": opening a directory is not supported`,
    );
  const [, missing] = /^stat (.*): no such file or directory$/.exec(read.message) ?? [];
  if (missing === undefined) throw new FsError('ForbiddenError', read.message);
  throw new FsError('NotFoundError', `no such file or directory "${missing}"`);
}

class File {
  readonly path: string;
  #offset = 0;

  constructor(path: string, bytes: Uint8Array) {
    this.path = path;
    contents.set(this, bytes);
  }

  get #bytes(): Uint8Array {
    return contents.get(this) as Uint8Array;
  }

  async stat(): Promise<{ name: string; size: number }> {
    return { name: this.path.split('/').at(-1) ?? '', size: this.#bytes.length };
  }

  /** Fills the buffer; resolves with how much was read, null at the end. */
  async read(into: unknown): Promise<number | null> {
    if (!(into instanceof Uint8Array)) throw new FsError('TypeError', 'read() needs a Uint8Array');
    const chunk = this.#bytes.subarray(this.#offset, this.#offset + into.length);
    if (chunk.length === 0) return null;
    into.set(chunk);
    this.#offset += chunk.length;
    return chunk.length;
  }

  async seek(offset: unknown, whence: unknown): Promise<number> {
    const size = this.#bytes.length;
    const base = whence === SeekMode.Start ? 0 : whence === SeekMode.Current ? this.#offset : size - 1;
    const next = base + Number(offset);
    if (!Number.isInteger(next) || next < 0 || next > size)
      throw new FsError('TypeError', 'cannot seek before or after the file');
    this.#offset = next;
    return next;
  }
}
