import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder } from '../helpers/harness.ts';
import { runGrpc } from './grpc-run.ts';
import { type Shop, startShop } from './grpc-shop.ts';

const dir = folder();
let shop: Shop;

beforeAll(async () => {
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  const files = ['-keyout', join(dir, 'key.pem'), '-out', join(dir, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=shop',
      '-addext',
      names,
      ...files,
    ],
    { stdio: 'ignore' },
  );
  const cert_chain = readFileSync(join(dir, 'cert.pem'));
  // The client's certificate must be the server's own.
  const pair = { private_key: readFileSync(join(dir, 'key.pem')), cert_chain };
  shop = await startShop(ServerCredentials.createSsl(cert_chain, [pair], true));
});
afterAll(() => shop.close());

const run = (body: string, flags: string[] = []) =>
  runGrpc({ dir, port: shop.port }, body, {
    flags,
    init: "const [cert, key] = [open('./cert.pem'), open('./key.pem')];",
  });

describe('k6/net/grpc with TLS', () => {
  it('trusts cacerts, shows its certificate, and keeps to the timeout when the handshake fails', async () => {
    const { lines, err } = await run(
      `export default function () {
         client.connect(__ENV.SHOP, { tls: { cacerts: [cert], cert, key } });
         show(client.invoke('shop.v1.Shop/Echo', { userName: 'safe' }).message.userName);
         tell(() => client.connect(__ENV.SHOP, { timeout: '300ms', tls: { cert, key } }));
         tell(() => client.connect(__ENV.SHOP, { tls: { cacerts: 'no PEM' } }));
         tell(() => client.connect(__ENV.SHOP, { tls: { cert: 'broken', key: 'broken' } }));
         tell(() => client.connect(__ENV.SHOP, { tls: { cert: 1 } }));
       }`,
    );
    expect(lines[0], err).toBe('"safe"');
    expect(lines[1]).toBe(
      'GoError: context deadline exceeded: connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"',
    );
    expect(lines[2]).toBe('GoError: failed to append ca certificate [0] from PEM');
    expect(lines[3]).toMatch(/^GoError: failed to append certificate from PEM: /);
    expect(lines[4]).toMatch(/^GoError: invalid grpc\.connect\(\) parameters: invalid tls cert value: /);
  });

  it('follows the TLS and host options of the test', async () => {
    const { lines, err } = await run(
      `export const options = { insecureSkipTLSVerify: true, hosts: { 'shop.test': '127.0.0.1' }, tlsAuth: [{ domains: ['shop.test'], cert, key }] };
       export default function () {
         client.connect('shop.test:' + __ENV.SHOP.split(':')[1]);
         show(client.invoke('shop.v1.Shop/Echo', { userName: 'mapped' }).message.userName);
       }`,
    );
    expect(lines[0], err).toBe('"mapped"');
  });
});
