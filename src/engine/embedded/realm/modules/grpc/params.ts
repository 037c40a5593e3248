import { parseDurationMs } from '../../../../../duration.ts';
import type { GrpcCall, GrpcMetadata, GrpcTarget, GrpcTls } from '../../grpc-contract.ts';
import { GoError } from '../go-error.ts';
import { readTags } from '../tags.ts';

const CONNECT_TIMEOUT_MS = 60_000;

/** Parameters of `connect`, checked as k6 does; throws GoError. */
export function readTarget(address: unknown, given: unknown): GrpcTarget {
  const target: GrpcTarget = {
    address: String(address),
    plaintext: false,
    timeoutMs: CONNECT_TIMEOUT_MS,
    reflect: null,
    maxReceiveSize: 0,
    maxSendSize: 0,
    tls: null,
    authority: '',
  };
  let reflect = false;
  let reflectMetadata: GrpcMetadata = [];
  for (const [name, value] of entriesOf(given)) {
    if (name === 'plaintext') target.plaintext = readBoolean(name, value);
    else if (name === 'reflect') reflect = readBoolean(name, value);
    else if (name === 'reflectMetadata')
      reflectMetadata = within('invalid reflectMetadata param', () => readMetadata(value));
    else if (name === 'timeout') target.timeoutMs = within('invalid timeout value', () => readTimeout(value));
    else if (name === 'maxReceiveSize' || name === 'maxSendSize') target[name] = readSize(name, value);
    else if (name === 'tls') target.tls = readTls(value);
    else if (name === 'authority') target.authority = readText(name, value);
    else if (name === 'connectionSharing') readBoolean(name, value);
    else throw new GoError(`unknown connect param: ${JSON.stringify(name)}`);
  }
  return { ...target, reflect: reflect ? reflectMetadata : null };
}

/** Parameters of calls and streams; throws GoError. Without a timeout its ms are 0. */
export function readCall(method: string, given: unknown): GrpcCall {
  const call: GrpcCall = { method, metadata: [], tags: null, timeoutMs: 0, discardResponseMessage: false };
  for (const [name, value] of entriesOf(given)) {
    if (name === 'metadata') call.metadata = within('invalid metadata param', () => readMetadata(value));
    else if (name === 'tags') call.tags = within('metric tags', () => readTags(value));
    else if (name === 'timeout') call.timeoutMs = within('invalid timeout value', () => readTimeout(value));
    else if (name === 'discardResponseMessage') call.discardResponseMessage = Boolean(value);
    else throw new GoError(`unknown param: ${JSON.stringify(name)}`);
  }
  return call;
}

/** Puts `prefix: ` before what `read` throws. */
export function within<T>(prefix: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new GoError(`${prefix}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const entriesOf = (given: unknown): [string, unknown][] =>
  given === undefined || given === null ? [] : Object.entries(Object(given));

// As Go prints a value for programmers.
function shown(value: unknown): string {
  if (value === undefined || value === null) return '<nil>';
  return JSON.stringify(value) ?? String(value);
}

function readBoolean(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new GoError(`invalid ${name} value: '${shown(value)}', it needs to be boolean`);
}

function readText(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new GoError(`invalid ${name} value: '${shown(value)}', it needs to be a string`);
}

function readSize(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new GoError(`invalid ${name} value: '${shown(value)}', it needs to be an integer`);
  if (value < 0)
    throw new GoError(`invalid ${name} value: '${shown(value)}, it needs to be a positive integer`);
  return value;
}

function readTimeout(value: unknown): number {
  const durationMs = typeof value === 'number' || typeof value === 'string' ? parseDurationMs(value) : null;
  if (typeof durationMs === 'number') return durationMs;
  throw new GoError(
    durationMs === null
      ? `unable to use type ${typeof value} as a duration value`
      : `time: invalid duration ${JSON.stringify(value)}`,
  );
}

function readMetadata(given: unknown): GrpcMetadata {
  if (given === undefined || given === null) return [];
  if (typeof given !== 'object' || Array.isArray(given))
    throw new GoError('must be an object with key-value pairs');
  return Object.entries(given).flatMap(([name, value]): (string | Uint8Array)[] => {
    if (name.endsWith('-bin')) {
      if (!(value instanceof Uint8Array)) throw new GoError(`${JSON.stringify(name)} value must be binary`);
    } else if (typeof value !== 'string') throw new GoError(`${JSON.stringify(name)} value must be a string`);
    return [name, value];
  });
}

function readTls(given: unknown): GrpcTls {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new GoError(
      `invalid tls value: '${shown(given)}', expected (optional) keys: cert, key, password, and cacerts`,
    );
  }
  const tls = given as Record<string, unknown>;
  const text = (name: string, what: string): string | null => {
    const value = tls[name];
    if (value === undefined || typeof value === 'string') return value ?? null;
    throw new GoError(`invalid tls ${name} value: '${shown(given)}', it needs to be ${what}`);
  };
  const pem = 'a PEM formatted string';
  return {
    cert: text('cert', pem),
    key: text('key', pem),
    password: text('password', 'a string'),
    cacerts: readAuthorities(tls['cacerts'], given),
  };
}

function readAuthorities(value: unknown, tls: unknown): readonly string[] {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.every((pem) => typeof pem === 'string')) return list;
  throw new GoError(
    `invalid tls cacerts value: '${shown(tls)}', it needs to be a string or an array of PEM formatted strings`,
  );
}
