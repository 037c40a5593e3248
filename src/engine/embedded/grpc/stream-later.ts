import { nowMs } from '../http/wire.ts';
import type { GrpcStreamEvent, GrpcStreamHandle } from '../realm/grpc-contract.ts';

type Failed = (outcome: { message: string }) => void;

const UNAVAILABLE = 14;

/** A stream whose connection is still being made: what is written meanwhile is sent then. */
export function streamLater(
  listen: (event: GrpcStreamEvent) => void,
  open: (opened: (stream: GrpcStreamHandle) => void, failed: Failed) => void,
): GrpcStreamHandle {
  const waiting: ((stream: GrpcStreamHandle) => void)[] = [];
  let stream: GrpcStreamHandle | null = null;
  const tell = (what: (opened: GrpcStreamHandle) => void): void => {
    if (stream === null) waiting.push(what);
    else what(stream);
  };
  open(
    (opened) => {
      stream = opened;
      for (const what of waiting) what(opened);
    },
    ({ message }) =>
      listen({ kind: 'ended', error: { code: UNAVAILABLE, message, text: message }, timeMs: nowMs() }),
  );
  return {
    write: (json) => tell((opened) => opened.write(json)),
    end: () => tell((opened) => opened.end()),
  };
}
