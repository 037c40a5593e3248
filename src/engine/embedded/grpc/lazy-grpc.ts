import type { GrpcParts, GrpcSockets } from './grpc-client.ts';

let library: typeof import('./grpc-client.ts') | null = null;

const MODULE = 'k6/net/grpc';

/** Loads the gRPC libraries into this thread when the script imports or requires the module; before VUs are made. */
export async function loadGrpcFor(script: { modules: readonly string[]; factory: string }): Promise<void> {
  if (script.modules.includes(MODULE) || script.factory.includes(MODULE))
    library = await import('./grpc-client.ts');
}

/** gRPC of one VU; null when the script does not name the module. */
export const openGrpc = (parts: GrpcParts): GrpcSockets | null => library?.openGrpcClients(parts) ?? null;
