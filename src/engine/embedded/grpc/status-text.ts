import type { StatusObject } from '@grpc/grpc-js';

const NAMES = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const;

/** A status that is no success, as Go prints the error. */
export const rpcErrorText = (code: number, message: string): string =>
  `rpc error: code = ${NAMES[code] ?? `Code(${code})`} desc = ${message}`;

/** What the status says, in the words of Go's library where it was made on this side; `sentBytes`: of the message. */
export function statusMessage(
  { code, details }: Pick<StatusObject, 'code' | 'details'>,
  sentBytes = 0,
): string {
  if (code === 4 && details.startsWith('Deadline exceeded')) return 'context deadline exceeded';
  if (code === 14) {
    const dial = lastError(details);
    if (dial !== null) return connectionErrorText(`transport: error while dialing: ${dial}`);
  }
  const received = /^Received message larger than max \((\d+) vs (\d+)\)$/.exec(details);
  if (received !== null) return `grpc: received message larger than max (${received[1]} vs. ${received[2]})`;
  const limit = /^Attempted to send message with a size larger than (\d+)$/.exec(details)?.[1];
  if (limit !== undefined) return `trying to send message larger than max (${sentBytes} vs. ${limit})`;
  return details;
}

/** What Go says of a connection that was not made. */
export const connectionErrorText = (reason: string): string => `connection error: desc = "${reason}"`;

/** Why the last attempt to connect failed, in Go's words, from the details of a failed call; null: it says nothing. */
export function lastError(details: string): string | null {
  const text = /Last error: (?:Error: )?(.*?)(?: \(\d{4}-[^)]*\))?\. Resolution note/.exec(details)?.[1];
  if (text === undefined || text === 'null') return null;
  const refused = /^connect ECONNREFUSED (\S+)/.exec(text);
  if (refused !== null) return `dial tcp ${refused[1]}: connect: connection refused`;
  const other = /^connect (E[A-Z]+) (\S+)/.exec(text);
  return other === null ? text : `dial tcp ${other[2]}: connect: ${other[1]}`;
}
