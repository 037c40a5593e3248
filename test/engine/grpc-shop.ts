import { join, resolve } from 'node:path';
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type sendUnaryData,
} from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import 'protobufjs/ext/descriptor.js';

const DIR = resolve('test/fixtures/grpc');
type Numbers = { value: number };

/** A gRPC server of the shop in test/fixtures/grpc, with reflection and health. */
export interface Shop {
  port: number;
  /** Metadata of every Echo. */
  seen: Metadata[];
  /** Connections by peer. */
  peers: Set<string>;
  protoset: Uint8Array;
  close(): void;
}

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join(DIR, target);
root.loadSync('shop.proto', { keepCase: true });
const gRPC = new protobuf.Root();
protobuf.parse(
  `syntax = "proto3";
   message HealthRequest { string service = 1; } message HealthResponse { int32 status = 1; }
   message Ask { string file_by_filename = 3; string file_containing_symbol = 4; string list_services = 7; }
   message Answer { Files files = 4; Names names = 6; }
   message Files { repeated bytes file = 1; } message Names { repeated Name name = 1; } message Name { string name = 1; }
   message Status { int32 code = 1; string message = 2; repeated Detail details = 3; }
   message Detail { string type_url = 1; bytes value = 2; }`,
  gRPC,
  { keepCase: true },
);

function method(path: string, types: readonly [protobuf.Type, protobuf.Type], streams = '') {
  const [request, response] = types;
  return {
    path,
    requestStream: streams.includes('>'),
    responseStream: streams.includes('<'),
    requestSerialize: (value: object) => Buffer.from(request.encode(value).finish()),
    requestDeserialize: (bytes: Buffer) => request.decode(bytes),
    responseSerialize: (value: object) => Buffer.from(response.encode(value).finish()),
    responseDeserialize: (bytes: Buffer) => response.decode(bytes),
  };
}

/** Starts it on a free port; `credentials` plaintext unless given. */
export async function startShop(credentials = ServerCredentials.createInsecure()): Promise<Shop> {
  const server = new Server({ 'grpc.max_concurrent_streams': 1000 });
  const shop = { seen: [] as Metadata[], peers: new Set<string>() };
  addShop(server, shop);
  addHealthAndReflection(server);
  const port = await new Promise<number>((bound, failed) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, given) => (error ? failed(error) : bound(given)));
  });
  return { ...shop, port, protoset: protoset(), close: () => server.forceShutdown() };
}

function addShop(server: Server, { seen, peers }: { seen: Metadata[]; peers: Set<string> }): void {
  const everything = root.lookupType('shop.v1.Everything');
  const number = root.lookupType('shop.v1.Number');
  const path = (name: string): string => `/shop.v1.Shop/${name}`;
  const definition: ServiceDefinition = {
    Echo: method(path('Echo'), [everything, everything]),
    Fail: method(path('Fail'), [number, everything]),
    Slow: method(path('Slow'), [number, number]),
    Sum: method(path('Sum'), [number, number], '>'),
    Count: method(path('Count'), [number, number], '<'),
    Double: method(path('Double'), [number, number], '><'),
  };
  server.addService(definition, {
    Echo(call: ServerUnaryCall<object, object>, done: sendUnaryData<object>) {
      seen.push(call.metadata);
      peers.add(call.getPeer());
      const trailers = call.metadata.clone();
      for (const name of Object.keys(trailers.getMap())) if (!name.startsWith('x-')) trailers.remove(name);
      done(null, call.request, trailers);
    },
    Fail(call: ServerUnaryCall<Numbers, object>, done: sendUnaryData<object>) {
      const code = call.request.value;
      done({ code, details: 'no such thing', metadata: code === 9 ? richStatus(code) : new Metadata() });
    },
    // Minus one ends the server.
    Slow(call: ServerUnaryCall<Numbers, object>, done: sendUnaryData<object>) {
      if (call.request.value === -1) return server.forceShutdown();
      setTimeout(() => done(null, call.request), call.request.value);
    },
    Sum(call: ServerReadableStream<Numbers, object>, done: sendUnaryData<object>) {
      let value = 0;
      call.on('data', (message: Numbers) => (value += message.value));
      call.on('end', () => done(null, { value }));
    },
    Count(call: ServerWritableStream<Numbers, object>) {
      for (let value = 1; value <= call.request.value; value++) call.write({ value });
      call.end();
    },
    Double(call: ServerDuplexStream<Numbers, object>) {
      call.on('data', ({ value }: Numbers) => {
        if (value < 0) call.emit('error', { code: 3, details: 'negative' });
        else call.write({ value: 2 * value });
      });
      call.on('end', () => call.end());
    },
  });
}

function richStatus(code: number): Metadata {
  const item = root.lookupType('parts.Item');
  const detail = { type_url: 'type.googleapis.com/parts.Item', value: item.encode({ name: 'why' }).finish() };
  const type = gRPC.lookupType('Status');
  const metadata = new Metadata();
  const bytes = type.encode(type.fromObject({ code, message: 'rich', details: [detail] })).finish();
  metadata.set('grpc-status-details-bin', Buffer.from(bytes));
  return metadata;
}

function addHealthAndReflection(server: Server): void {
  const [ask, answer] = [gRPC.lookupType('Ask'), gRPC.lookupType('Answer')];
  server.addService(
    {
      Check: method('/grpc.health.v1.Health/Check', [
        gRPC.lookupType('HealthRequest'),
        gRPC.lookupType('HealthResponse'),
      ]),
    },
    {
      Check: (call: ServerUnaryCall<{ service: string }, object>, done: sendUnaryData<object>) =>
        call.request.service === 'lost'
          ? done({ code: 5, details: 'unknown service' })
          : done(null, { status: 1 }),
    },
  );
  // Only the old version: clients that ask for the new one first must fall back.
  const path = '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo';
  server.addService(
    { Info: method(path, [ask, answer], '><') },
    {
      Info(call: ServerDuplexStream<Record<string, string>, object>) {
        call.on('data', (question) => {
          if (question['list_services'] !== '') call.write({ names: { name: [{ name: 'shop.v1.Shop' }] } });
          else call.write({ files: { file: filesOf(question) } });
        });
        call.on('end', () => call.end());
      },
    },
  );
}

type File = { name: string; package: string; dependency: string[] };

function descriptors(): { file: File[]; $type: protobuf.Type } {
  const set = root.toDescriptor('proto3') as unknown as { file: File[]; $type: protobuf.Type };
  const shop = set.file.find((one) => one.package === 'shop.v1') as File;
  shop.dependency = set.file.filter((one) => one !== shop).map(({ name }) => name);
  return set;
}

function filesOf(question: Record<string, string>): Uint8Array[] {
  const { file, $type } = descriptors();
  const fileType = $type.root.lookupType('FileDescriptorProto');
  const wanted = file.filter(({ name, package: pkg }) =>
    question['file_containing_symbol'] === '' ? name === question['file_by_filename'] : pkg === 'shop.v1',
  );
  return wanted.map((one) => fileType.encode(one).finish());
}

function protoset(): Uint8Array {
  const set = descriptors();
  return set.$type.encode(set).finish();
}
