import { createHash } from 'node:crypto';

/** The pages of R3MES's dashboard (web-dashboard/app), by path. */
export const PAGES: Readonly<Record<string, string>> = {
  '/': 'R3MES',
  '/app': 'Dashboard',
  '/network': 'Network Explorer',
  '/mine': 'Mine',
  '/wallet': 'Wallet',
  '/leaderboard': 'Leaderboard',
  '/proposer': 'Proposer',
  '/serving': 'Serving Nodes',
  '/playground': 'Playground',
  '/analytics': 'Analytics',
  '/roles': 'Roles',
  '/faucet': 'Faucet',
  '/chat': 'Chat',
  '/staking': 'Staking',
};

/** One file under /_next/static. */
export interface Asset {
  path: string;
  contentType: string;
  body: Buffer;
}

const SHARED = [
  asset('chunks/webpack', 'js', 4_000),
  asset('chunks/framework', 'js', 45_000),
  asset('chunks/main-app', 'js', 30_000),
  asset('css/app', 'css', 12_000),
  asset('media/inter', 'woff2', 20_000),
] as const;

const OWN = new Map(
  Object.keys(PAGES).map((path) => [path, asset(`chunks/app${path === '/' ? '' : path}/page`, 'js', 9_000)]),
);

/** Every asset by its path; names carry a hash of their content, so a path's content never changes. */
export const ASSETS: ReadonlyMap<string, Asset> = new Map(
  [...SHARED, ...OWN.values()].map((one) => [one.path, one]),
);

/** The document of a page, as Next.js renders a static one of its app router; null where there is none. */
export function documentOf(path: string): string | null {
  const title = PAGES[path];
  const own = OWN.get(path);
  if (title === undefined || own === undefined) return null;
  const links = [...SHARED, own].map(({ path: href, contentType }) => linkTo(href, contentType)).join('');
  const flight = JSON.stringify(`0:["page","${path}"]`);
  return `<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/><title>${title} | R3MES</title>${links}</head><body><main><h1>${title}</h1>${'<p>Loading...</p>'.repeat(20)}</main><script>(self.__next_f=self.__next_f||[]).push([0])</script><script>self.__next_f.push([1,${flight}])</script></body></html>`;
}

function linkTo(href: string, contentType: string): string {
  if (contentType.startsWith('text/css')) return `<link rel="stylesheet" href="${href}"/>`;
  if (contentType.startsWith('font/')) {
    return `<link rel="preload" href="${href}" as="font" crossorigin="" type="font/woff2"/>`;
  }
  return `<script src="${href}" async=""></script>`;
}

function asset(name: string, ending: 'js' | 'css' | 'woff2', bytes: number): Asset {
  const line = ending === 'css' ? `.${name.replace(/\W/g, '-')}{margin:0}\n` : `/* ${name} */void 0;\n`;
  const body = Buffer.from(line.repeat(Math.ceil(bytes / line.length)));
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  const types = {
    js: 'application/javascript; charset=UTF-8',
    css: 'text/css; charset=UTF-8',
    woff2: 'font/woff2',
  };
  return { path: `/_next/static/${name}-${hash}.${ending}`, contentType: types[ending], body };
}
