import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { harness } from '../helpers/harness.ts';

let scripts = 0;

/** What a script of a gRPC test gave; `lines` are the messages of its log. */
export interface GrpcRun {
  code: number | null;
  out: string;
  err: string;
  lines: string[];
}

/** Runs a script in `dir` that has `client` with the shop loaded, `connect()`, `show(value)` and `tell(fn)`. */
export async function runGrpc(
  { dir, port }: { dir: string; port: number },
  body: string,
  { init = '', flags = [] }: { init?: string; flags?: readonly string[] } = {},
): Promise<GrpcRun> {
  const file = join(dir, `script-${scripts++}.js`);
  writeFileSync(
    file,
    `import grpc, { Client, Stream } from 'k6/net/grpc';
     const client = new Client();
     client.load([${JSON.stringify(resolve('test/fixtures/grpc'))}], 'shop.proto');
     ${init}
     const connect = () => client.connect(__ENV.SHOP, { plaintext: true });
     const show = (value) => console.log(JSON.stringify(value));
     const tell = (fn) => { try { show(fn()); } catch (error) { console.log(error.name + ': ' + error.message); } };
     ${body}`,
  );
  const ended = await harness(['run', file, '--no-gate', '-e', `SHOP=127.0.0.1:${port}`, ...flags], {
    cwd: dir,
  });
  const lines = [...ended.err.matchAll(/msg=(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain as string) : (JSON.parse(`"${quoted}"`) as string),
  );
  return { ...ended, lines };
}
