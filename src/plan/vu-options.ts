import type { VuOptions } from '../engine/embedded/realm/contract.ts';
import { dnsSettings, tlsRange } from './network-options.ts';
import { systemTagsOf } from './option-defaults.ts';

/** The options that modules read, with k6's defaults. */
export function defaultVuOptions(options: Readonly<Record<string, unknown>>): VuOptions {
  const flag = (name: string): boolean => options[name] === true;
  const number = (name: string, fallback: number): number =>
    typeof options[name] === 'number' ? options[name] : fallback;
  const list = (name: string): readonly string[] =>
    Array.isArray(options[name]) ? options[name].map(String) : [];
  return {
    throw: flag('throw'),
    userAgent: typeof options['userAgent'] === 'string' ? options['userAgent'] : 'Grafana k6/2.2.0',
    maxRedirects: number('maxRedirects', 10),
    maxRedirectsSet: options['maxRedirects'] !== undefined,
    batch: Math.max(1, number('batch', 20)),
    batchPerHost: Math.max(1, number('batchPerHost', 6)),
    httpDebug: typeof options['httpDebug'] === 'string' ? options['httpDebug'] : '',
    discardResponseBodies: flag('discardResponseBodies'),
    insecureSkipTLSVerify: flag('insecureSkipTLSVerify'),
    noConnectionReuse: flag('noConnectionReuse'),
    noVUConnectionReuse: flag('noVUConnectionReuse'),
    noCookiesReset: flag('noCookiesReset'),
    systemTags: new Set(systemTagsOf(options)),
    hosts: (options['hosts'] ?? {}) as Record<string, string>,
    blockHostnames: list('blockHostnames'),
    blacklistIPs: list('blacklistIPs'),
    tlsAuth: ((options['tlsAuth'] ?? []) as Partial<VuOptions['tlsAuth'][number]>[]).map(
      ({ domains = [], cert = '', key = '', ...rest }) => ({ ...rest, domains, cert, key }),
    ),
    tlsVersion: tlsRange(options['tlsVersion']),
    tlsCipherSuites: list('tlsCipherSuites'),
    localIPs: typeof options['localIPs'] === 'string' ? options['localIPs'] : '',
    dns: dnsSettings(options['dns']),
    extraHeaders: {},
    target: null,
    rps: number('rps', 0),
  };
}
