import type { ModuleFactory, VuContext } from '../contract.ts';
import { deepFreeze } from './deep-freeze.ts';
import { bytesOf } from './fs.ts';
import { GoError } from './go-error.ts';

type Row = readonly string[] | Readonly<Record<string, string>>;

/** How a file is read; lines count from 0. */
interface CsvSettings {
  delimiter: string;
  skipFirstLine: boolean;
  fromLine: number;
  toLine: number;
  asObjects: boolean;
}

/** The module `k6/experimental/csv`, on files of `k6/experimental/fs`. */
export const csvModule: ModuleFactory = (vu) => {
  const exports = {
    parse: async (file: unknown, options?: unknown) => deepFreeze([...rowsOf(vu, file, options)]),
    Parser: class Parser {
      readonly #rows: Iterator<Row>;
      constructor(file: unknown, options?: unknown) {
        this.#rows = rowsOf(vu, file, options)[Symbol.iterator]();
      }
      async next(): Promise<{ done: boolean; value: Row | undefined }> {
        const { done, value } = this.#rows.next();
        return { done: done === true, value: done === true ? undefined : value };
      }
    },
  };
  return { ...exports, default: exports };
};

function* rowsOf({ bridge }: VuContext, file: unknown, options: unknown): Generator<Row> {
  const bytes = bytesOf(file);
  if (bytes === undefined)
    throw new GoError("csv needs a file, e.g. await open('data.csv') of k6/experimental/fs");
  const settings = settingsOf(options);
  const records = recordsOf(bridge.decodeUtf8(bytes), settings.delimiter);
  let header: readonly string[] | null = null;
  let line = 0;
  for (const record of records) {
    const number = line++;
    if (number === 0 && settings.asObjects) header = record;
    const skipped = number === 0 && (settings.skipFirstLine || settings.asObjects);
    if (skipped || number < settings.fromLine || number > settings.toLine) continue;
    yield header === null ? record : Object.fromEntries(header.map((name, i) => [name, record[i] ?? '']));
  }
}

function settingsOf(options: unknown): CsvSettings {
  const given = (options ?? {}) as Partial<Record<keyof CsvSettings, unknown>>;
  const { delimiter = ',' } = given;
  if (typeof delimiter !== 'string' || delimiter.length !== 1)
    throw new GoError('the delimiter of a CSV file is one character');
  return {
    delimiter,
    skipFirstLine: given.skipFirstLine === true,
    fromLine: typeof given.fromLine === 'number' ? given.fromLine : 0,
    toLine: typeof given.toLine === 'number' ? given.toLine : Number.POSITIVE_INFINITY,
    asObjects: given.asObjects === true,
  };
}

// RFC 4180: fields may be quoted, and then hold delimiters, line ends and doubled quotes.
function* recordsOf(text: string, delimiter: string): Generator<string[]> {
  let record: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (c === '"' && field === '') quoted = true;
    else if (c === delimiter) {
      record.push(field);
      field = '';
    } else if (c === '\n') {
      record.push(field.replace(/\r$/, ''));
      if (record.length > 1 || record[0] !== '') yield record;
      record = [];
      field = '';
    } else field += c;
  }
  if (field !== '' || record.length > 0) yield [...record, field];
}
