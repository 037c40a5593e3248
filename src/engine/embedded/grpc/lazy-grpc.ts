import type { GrpcParts, GrpcSockets } from './grpc-client.ts';

let library: typeof import('./grpc-client.ts') | null = null;

/** Loads the gRPC libraries into this thread when the script names the module; call it before VUs are made. */
export async function loadGrpcFor(scriptText: string): Promise<void> {
  if (scriptText.includes('k6/net/grpc')) library = await import('./grpc-client.ts');
}

/** gRPC of one VU; null when the script does not name the module. */
export const openGrpc = (parts: GrpcParts): GrpcSockets | null => library?.openGrpcClients(parts) ?? null;
