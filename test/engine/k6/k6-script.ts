import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A script with a counter, a request, a check in a group and a short sleep; `text` is init code, `step` what an iteration begins with. */
export function script(cwd: string, text = '', step = '() => {}'): string {
  const path = join(cwd, 'script.js');
  writeFileSync(
    path,
    `import http from 'k6/http'; import { check, group, sleep } from 'k6'; import { Counter } from 'k6/metrics';
     const seen = new Counter('seen_total');
     ${text}
     export default function (data) {
       (${step})(data);
       const r = http.get(__ENV.URL, { tags: { name: 'home' } });
       seen.add(1);
       group('page', () => check(r, { 'is ok': (r) => r.status === 200 }));
       sleep(0.02);
     }`,
  );
  return path;
}
