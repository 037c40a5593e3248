import type protobuf from 'protobufjs';
import { knownType } from './known-protos.ts';
import { decodeJson } from './proto-json.ts';
import { metadataJson } from './rpc-metadata.ts';
import { statusMessage } from './status-text.ts';
import type { UnaryEnd } from './unary-call.ts';

interface RichStatus {
  code: number;
  message: string;
  details: readonly unknown[];
}

const NOTHING = new Uint8Array(0);

/** What `invoke` gives, as JSON text; throws when the message is malformed. `type` null: the message is discarded. */
export function responseJson(end: UnaryEnd, type: protobuf.Type | null, root: protobuf.Root): string {
  const { status } = end;
  return JSON.stringify({
    message: type === null ? null : decodeJson(type, end.message ?? NOTHING),
    error: status.code === 0 ? null : errorJson(end, root),
    headers: metadataJson(end.headers),
    trailers: metadataJson(status.metadata),
    status: status.code,
  });
}

function errorJson({ status, sentBytes }: UnaryEnd, root: protobuf.Root): object {
  const plain = { code: status.code, message: statusMessage(status, sentBytes), details: [] };
  const [bytes] = status.metadata.get('grpc-status-details-bin');
  if (!(bytes instanceof Uint8Array)) return plain;
  try {
    const rich = knownType('Status').decode(bytes) as unknown as RichStatus;
    if (rich.code !== status.code) return plain;
    const any = root.lookupType('google.protobuf.Any');
    const { type } = knownType('Status').fields['details'] as protobuf.Field;
    const anyOfStatus = knownType('Status').root.lookupType(type);
    const details = rich.details.map((detail) =>
      decodeJson(any, anyOfStatus.encode(detail as object).finish()),
    );
    return { code: rich.code, message: rich.message, details };
  } catch {
    // Details of types that nobody loaded cannot be shown.
    return { code: plain.code, message: plain.message };
  }
}
