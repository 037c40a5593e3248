import type { HostResult, VuContext } from '../../contract.ts';
import type { GrpcBridge, GrpcCall, GrpcClientHandle } from '../../grpc-contract.ts';
import { GoError } from '../go-error.ts';
import { readCall, readTarget, within } from './params.ts';

const INVOKE_TIMEOUT_MS = 120_000;
const NO_CONNECTION = 'no gRPC connection, you must call connect first';

/** The class `Client` of one VU, and the way from its objects to the host's clients. */
export function createClientClass(vu: VuContext, bridge: GrpcBridge) {
  class Client {
    readonly #handle = bridge.newClient();

    static handleOf(client: unknown): GrpcClientHandle {
      const prefix = "invalid GRPC Stream's client";
      if (client === undefined || client === null) throw new GoError(`${prefix}: empty gRPC client`);
      if (typeof client !== 'object' || !(#handle in client))
        throw new GoError(`${prefix}: not a gRPC client`);
      if (!client.#handle.connected) throw new GoError(`${prefix}: ${NO_CONNECTION}`);
      return client.#handle;
    }

    load(importPaths?: unknown, ...files: unknown[]): unknown {
      refuseAfterInit(vu);
      const paths = Array.isArray(importPaths) ? importPaths.map(String) : [];
      return JSON.parse(unwrap(this.#handle.load(paths, files.map(String))));
    }

    loadProtoset(path?: unknown): unknown {
      refuseAfterInit(vu);
      return JSON.parse(unwrap(this.#handle.loadProtoset(String(path))));
    }

    connect(address?: unknown, params?: unknown): boolean {
      refuseInInit(vu, 'connecting to a gRPC server in the init context is not supported');
      const target = within('invalid grpc.connect() parameters', () => readTarget(address, params));
      return vu.$.block<HostResult<null>, boolean>({
        start: (done) => this.#handle.connect(target, done),
        block: () => this.#handle.connectHeld(target),
        finish: (outcome) => unwrap(outcome) === null,
      });
    }

    invoke(method?: unknown, message?: unknown, params?: unknown): unknown {
      const { call, json } = buildCall(vu, this.#handle, { method, message, params });
      return vu.$.block<HostResult<string>, unknown>({
        start: (done) => this.#handle.invoke(call, json, done),
        block: () => this.#handle.invokeHeld(call, json),
        finish: (outcome) => JSON.parse(unwrap(outcome)),
      });
    }

    asyncInvoke(method?: unknown, message?: unknown, params?: unknown): Promise<unknown> {
      return new Promise((resolve, reject) => {
        const { call, json } = buildCall(vu, this.#handle, { method, message, params });
        const release = vu.$.hold();
        this.#handle.invoke(call, json, (outcome) => {
          if (vu.$.interrupted) return;
          const settle = (): void => {
            if (outcome.ok) resolve(JSON.parse(outcome.value));
            else reject(new GoError(outcome.message));
          };
          vu.$.enter({ fn: settle, args: [] }, () => release());
        });
      });
    }

    healthCheck(service?: unknown): object {
      refuseInInit(vu, 'checking health in the init context is not supported');
      if (!this.#handle.connected) throw new GoError(NO_CONNECTION);
      const name = service === undefined ? '' : String(service);
      return vu.$.block<HostResult<string>, object>({
        start: (done) => this.#handle.healthCheck(name, done),
        block: () => this.#handle.healthCheckHeld(name),
        finish: (outcome) => ({ status: unwrap(outcome) }),
      });
    }

    close(): void {
      this.#handle.close();
    }
  }
  return { Client, handleOf: Client.handleOf };
}

/** The method's name with its slash; throws GoError for what was not loaded. */
export function readMethod(handle: GrpcClientHandle, given: unknown): string {
  const name = given === undefined ? '' : String(given);
  if (name === '') throw new GoError('method to invoke cannot be empty');
  const method = name.startsWith('/') ? name : `/${name}`;
  if (!handle.knows(method))
    throw new GoError(`method ${JSON.stringify(method)} not found in file descriptors`);
  return method;
}

function buildCall(
  vu: VuContext,
  handle: GrpcClientHandle,
  given: { method: unknown; message: unknown; params: unknown },
): { call: GrpcCall; json: string } {
  refuseInInit(vu, 'invoking RPC methods in the init context is not supported');
  if (!handle.connected) throw new GoError(NO_CONNECTION);
  const method = readMethod(handle, given.method);
  const read = within("invalid GRPC's client.invoke() parameters", () => readCall(method, given.params));
  const call = read.timeoutMs === 0 ? { ...read, timeoutMs: INVOKE_TIMEOUT_MS } : read;
  if (given.message === undefined || given.message === null) throw new GoError('request cannot be nil');
  return { call, json: within('unable to serialise request object', () => messageJson(given.message)) };
}

// JSON has no name for these numbers, ProtoJSON has.
function messageJson(message: unknown): string {
  const json = JSON.stringify(message, (_name, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return json ?? 'null';
}

function unwrap<T>(outcome: HostResult<T>): T {
  if (!outcome.ok) throw new GoError(outcome.message);
  return outcome.value;
}

function refuseInInit({ bridge }: VuContext, message: string): void {
  if (bridge.state.phase === 'init') throw new GoError(message);
}

function refuseAfterInit({ bridge }: VuContext): void {
  if (bridge.state.phase !== 'init') throw new GoError('load must be called in the init context');
}
