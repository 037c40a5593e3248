import { Metadata } from '@grpc/grpc-js';
import type { GrpcMetadata } from '../realm/grpc-contract.ts';

/** Metadata as it goes on the wire: the harness's own headers, then the script's. Throws for names that are none. */
export function toMetadata(given: GrpcMetadata, extra: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(extra)) metadata.set(name, value);
  const own = new Set<string>();
  for (let i = 0; i < given.length; i += 2) {
    const name = String(given[i]).toLowerCase();
    const value = given[i + 1] as string | Uint8Array;
    if (!own.has(name)) metadata.remove(name);
    own.add(name);
    metadata.add(name, typeof value === 'string' ? value : Buffer.from(value));
  }
  return metadata;
}

/** Name to values, bytes as text, as scripts see headers and trailers. */
export function metadataJson(metadata: Metadata | null): Record<string, string[]> {
  if (metadata === null) return {};
  const names = Object.keys(metadata.getMap());
  return Object.fromEntries(names.map((name) => [name, metadata.get(name).map((value) => String(value))]));
}
