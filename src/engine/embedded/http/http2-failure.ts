import type { Failure } from './wire.ts';

const NAMES = [
  ...[
    'NO_ERROR',
    'PROTOCOL_ERROR',
    'INTERNAL_ERROR',
    'FLOW_CONTROL_ERROR',
    'SETTINGS_TIMEOUT',
    'STREAM_CLOSED',
  ],
  ...[
    'FRAME_SIZE_ERROR',
    'REFUSED_STREAM',
    'CANCEL',
    'COMPRESSION_ERROR',
    'CONNECT_ERROR',
    'ENHANCE_YOUR_CALM',
  ],
  ...['INADEQUATE_SECURITY', 'HTTP_1_1_REQUIRED'],
];

/** What ended an exchange over HTTP/2. */
export type Http2End =
  | { kind: 'goaway'; code: number; lastStream: number }
  | { kind: 'stream'; code: number; stream: number }
  | { kind: 'connection'; code: number };

const FIRST = { goaway: 1610, stream: 1630, connection: 1650 } as const;
const WORDS = { goaway: 'received GoAway', stream: 'stream error', connection: 'connection error' } as const;

/** k6's class and text of it: the first code of a kind is for numbers that HTTP/2 does not know. */
export function http2Failure(end: Http2End): Failure {
  const name = NAMES[end.code] ?? `unknown error code 0x${end.code.toString(16)}`;
  const known = end.code < NAMES.length;
  return {
    code: FIRST[end.kind] + (known ? 1 + end.code : 0),
    text: `http2: ${WORDS[end.kind]} with http2 ErrCode ${name}`,
    detail: detailOf(end, name),
  };
}

function detailOf(end: Http2End, name: string): string {
  switch (end.kind) {
    case 'goaway':
      return `http2: server sent GOAWAY and closed the connection; LastStreamID=${end.lastStream}, ErrCode=${name}, debug=""`;
    case 'stream':
      return `stream error: stream ID ${end.stream}; ${name}; received from peer`;
    case 'connection':
      return `connection error: ${name}`;
  }
}
