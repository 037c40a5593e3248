import type { Client, ClientDuplexStream, Metadata, StatusObject } from '@grpc/grpc-js';
import descriptor, { type IFileDescriptorProto } from 'protobufjs/ext/descriptor.js';
import { knownType } from './known-protos.ts';
import { type GrpcMethod, methodsOfDescriptors } from './method-table.ts';
import { rpcErrorText, statusMessage } from './status-text.ts';

interface Answer {
  file_descriptor_response?: { file_descriptor_proto: readonly Uint8Array[] };
  list_services_response?: { service: readonly { name: string }[] };
  error_response?: { error_code: number; error_message: string };
}
type Question = { list_services: '*' } | { file_containing_symbol: string } | { file_by_filename: string };
type DescriptorFile = IFileDescriptorProto & { name: string; dependency: string[] };

const UNIMPLEMENTED = 12;
const VERSIONS = ['v1', 'v1alpha'] as const;
const asIs = (value: Buffer): Buffer => value;

/** All methods that the server tells of by its reflection service; throws with Go's text. */
export async function reflectMethods(
  client: Client,
  metadata: Metadata,
  deadlineMs: number,
): Promise<readonly GrpcMethod[]> {
  for (const version of VERSIONS) {
    const talk = new ReflectionTalk(client, version, { metadata, deadlineMs });
    try {
      return methodsOfDescriptors(await allFiles(talk));
    } catch (error) {
      const outdated = talk.status?.code === UNIMPLEMENTED && version === 'v1';
      if (!outdated) throw error;
    } finally {
      talk.end();
    }
  }
  return [];
}

async function allFiles(talk: ReflectionTalk): Promise<DescriptorFile[]> {
  const listed = await talk.ask({ list_services: '*' }, "can't list services");
  const files = new Map<string, DescriptorFile>();
  const take = ({ file_descriptor_response: found }: Answer): void => {
    for (const bytes of found?.file_descriptor_proto ?? []) {
      const file = descriptor.FileDescriptorProto.decode(bytes) as unknown as DescriptorFile;
      files.set(file.name, file);
    }
  };
  for (const { name } of listed.list_services_response?.service ?? []) {
    take(
      await talk.ask({ file_containing_symbol: name }, `can't get method on service ${JSON.stringify(name)}`),
    );
  }
  const asked = new Set<string>();
  for (;;) {
    const missing = [...files.values()]
      .flatMap((file) => file.dependency)
      .find((name) => !files.has(name) && !asked.has(name));
    if (missing === undefined) return [...files.values()];
    asked.add(missing);
    take(await talk.ask({ file_by_filename: missing }, `can't get file ${JSON.stringify(missing)}`));
  }
}

/** One reflection stream: a question, its answer, the next question. */
class ReflectionTalk {
  readonly #stream: ClientDuplexStream<Buffer, Buffer>;
  #answered: (answer: Answer | null) => void = () => {};
  status: StatusObject | null = null;

  constructor(client: Client, version: string, options: { metadata: Metadata; deadlineMs: number }) {
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    this.#stream = client.makeBidiStreamRequest(path, asIs, asIs, options.metadata, {
      deadline: options.deadlineMs,
    });
    this.#stream.on('data', (bytes: Buffer) =>
      this.#answered(knownType('ReflectionResponse').decode(bytes) as Answer),
    );
    this.#stream.on('error', () => {});
    this.#stream.on('status', (status: StatusObject) => {
      this.status = status;
      this.#answered(null);
    });
  }

  async ask(question: Question, doing: string): Promise<Answer> {
    const type = knownType('ReflectionRequest');
    const answer = await new Promise<Answer | null>((resolve) => {
      if (this.status !== null) return resolve(null);
      this.#answered = resolve;
      this.#stream.write(Buffer.from(type.encode(type.create(question)).finish()));
    });
    if (answer === null) {
      const status = this.status as StatusObject;
      throw new Error(`${doing}: ${rpcErrorText(status.code, statusMessage(status))}`);
    }
    const failure = answer.error_response;
    if (failure) throw new Error(`${doing}: ${rpcErrorText(failure.error_code, failure.error_message)}`);
    return answer;
  }

  end(): void {
    this.#stream.end();
  }
}
