import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import protobuf from 'protobufjs';
import type { IFileDescriptorProto } from 'protobufjs/ext/descriptor.js';
import 'protobufjs/ext/descriptor.js';
import type { GrpcMethodInfo } from '../realm/grpc-contract.ts';

/** A method with the types of its messages. */
export interface GrpcMethod {
  readonly info: GrpcMethodInfo;
  readonly request: protobuf.Type;
  readonly response: protobuf.Type;
}

const KEEP_CASE = { keepCase: true } as const;
// Definitions are read-only: the VUs of a thread share them.
const loaded = new Map<string, readonly GrpcMethod[]>();

/** The methods of .proto files; imports are looked up in `importPaths`, in order. Throws with the reason. */
export function loadProtoFiles(
  scriptDir: string,
  importPaths: readonly string[],
  files: readonly string[],
): readonly GrpcMethod[] {
  const dirs = importPaths.length === 0 ? [scriptDir] : importPaths.map((path) => inDir(scriptDir, path));
  return once(JSON.stringify([dirs, files]), () => {
    const root = new protobuf.Root();
    root.resolvePath = (_origin, target) => findProto(dirs, target);
    root.loadSync([...files], KEEP_CASE);
    return methodsOf(root);
  });
}

/** The methods of a serialized FileDescriptorSet in a file. */
export function loadProtoset(scriptDir: string, path: string): readonly GrpcMethod[] {
  const file = inDir(scriptDir, path);
  return once(file, () => {
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(file);
    } catch {
      throw new Error(`couldn't open protoset: open ${file}: no such file or directory`);
    }
    try {
      return methodsOf(protobuf.Root.fromDescriptor(bytes, KEEP_CASE));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`couldn't unmarshal protoset file ${path}: proto: ${reason}`);
    }
  });
}

/** The methods of FileDescriptorProtos that a server gave. */
export function methodsOfDescriptors(files: readonly IFileDescriptorProto[]): readonly GrpcMethod[] {
  return methodsOf(protobuf.Root.fromDescriptor({ file: [...files] }, KEEP_CASE));
}

function once(key: string, load: () => readonly GrpcMethod[]): readonly GrpcMethod[] {
  let methods = loaded.get(key);
  if (methods === undefined) {
    methods = load();
    loaded.set(key, methods);
  }
  return methods;
}

function inDir(dir: string, path: string): string {
  const plain = path.replace(/^file:\/\//, '');
  return isAbsolute(plain) ? plain : resolve(dir, plain);
}

function findProto(dirs: readonly string[], target: string): string {
  const candidates = isAbsolute(target) ? [target] : dirs.map((dir) => join(dir, target));
  const shipped = join(dirname(createRequire(import.meta.url).resolve('protobufjs/package.json')), target);
  const found = [...candidates, ...(target.startsWith('google/') ? [shipped] : [])].find((file) =>
    existsSync(file),
  );
  if (found === undefined) throw new Error(`open ${candidates[0]}: no such file or directory`);
  return found;
}

function methodsOf(root: protobuf.Root): GrpcMethod[] {
  return servicesIn(root).flatMap((service) =>
    service.methodsArray.map((method) => {
      method.resolve();
      const name = service.fullName.slice(1);
      const dot = name.lastIndexOf('.');
      return {
        info: {
          package: dot < 0 ? '' : name.slice(0, dot),
          service: service.name,
          full_method: `/${name}/${method.name}`,
        },
        request: method.resolvedRequestType as protobuf.Type,
        response: method.resolvedResponseType as protobuf.Type,
      };
    }),
  );
}

function servicesIn(namespace: protobuf.NamespaceBase): protobuf.Service[] {
  return namespace.nestedArray.flatMap((member) => {
    if (member instanceof protobuf.Service) return [member];
    return member instanceof protobuf.Namespace ? servicesIn(member) : [];
  });
}
