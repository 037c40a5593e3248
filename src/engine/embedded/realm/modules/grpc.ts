import type { ModuleFactory } from '../contract.ts';
import { GoError } from './go-error.ts';
import { createClientClass } from './grpc/client.ts';
import { openStream } from './grpc/stream.ts';

/** The module `k6/net/grpc`. */
export const grpcModule: ModuleFactory = (vu) => {
  const { grpc } = vu.bridge;
  if (grpc === null) throw new GoError('name the module in the script: import grpc from "k6/net/grpc"');
  const clients = createClientClass(vu, grpc);
  const exports = {
    Client: clients.Client,
    Stream: function Stream(client?: unknown, method?: unknown, params?: unknown): object {
      return openStream(vu, clients.handleOf(client), { method, params });
    },
    ...STATUSES,
    ...HEALTH,
  };
  return { ...exports, default: exports };
};

const STATUSES = {
  StatusOK: 0,
  StatusCanceled: 1,
  StatusUnknown: 2,
  StatusInvalidArgument: 3,
  StatusDeadlineExceeded: 4,
  StatusNotFound: 5,
  StatusAlreadyExists: 6,
  StatusPermissionDenied: 7,
  StatusResourceExhausted: 8,
  StatusFailedPrecondition: 9,
  StatusAborted: 10,
  StatusOutOfRange: 11,
  StatusUnimplemented: 12,
  StatusInternal: 13,
  StatusUnavailable: 14,
  StatusDataLoss: 15,
  StatusUnauthenticated: 16,
} as const;

const HEALTH = {
  HealthCheckUnknown: 'UNKNOWN',
  HealthCheckServing: 'SERVING',
  HealthCheckNotServing: 'NOT_SERVING',
  // k6 spells it so.
  HealthCheckServiceUnkown: 'SERVICE_UNKNOWN',
} as const;
