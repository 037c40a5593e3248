import { HarnessError } from '../../errors.ts';

/** Where a server listens; without a host on every address of this machine. */
export interface ListenAddress {
  host: string | undefined;
  port: number;
}

/** `:9464` is every address, `9464` loopback only, `10.0.0.7:9464` and `[::1]:9464` that one. Throws HarnessError. */
export function listenAddress(text: string): ListenAddress {
  const match = /^(?:(\[[0-9a-fA-F:.]+\]|[^:[\]]*):)?(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) {
    throw new HarnessError(`--serve "${text}" is no address to listen on`, {
      code: 'ERR_PROBE_SERVE',
      exit: 'usage',
      hint: 'Write e.g. --serve :9464 (every address), --serve 9464 (loopback only), --serve 10.0.0.7:9464.',
    });
  }
  const host = match[1]?.replace(/^\[|\]$/g, '');
  return { port, host: host === undefined ? '127.0.0.1' : host === '' ? undefined : host };
}
