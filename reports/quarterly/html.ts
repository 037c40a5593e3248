import type { QuarterlyRecord } from '../../src/store/record/quarterly-v1.ts';
import { html, Markup } from '../html/markup.ts';
import { QUARTERLY_HEADS, quarterlyCells, quarterlyFacts, quarterlyHeadline } from './text.ts';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1f2328;background:#fff}
h1{font-size:1.5rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #d0d7de;vertical-align:top}
.n{text-align:right;white-space:nowrap}.PASS,.done{color:#1a7f37}.WARN{color:#9a6700}.FAIL{color:#cf222e}.INVALID,.NO-DATA{color:#8250df}.about{color:#57606a}
@media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th,td{border-color:#30363d}.about{color:#9198a1}.PASS{color:#3fb950}.FAIL{color:#f85149}a{color:#4493f8}}`;
const NUMBERS: readonly string[] = ['requests', 'p95', 'errors'];

/** One page that binds the runs of a quarterly test, each a link to its own report; `folder` leads from the page to the test's. Opens offline; holds no script. */
export function quarterlyHtml(record: QuarterlyRecord, folder = ''): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Quarterly load test ${record.id}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<h1><span class="${record.state ?? ''}">${quarterlyHeadline(record)}</span></h1>
<p class="about">${quarterlyFacts(record)}</p>
<table><thead><tr>${QUARTERLY_HEADS.map((head) => html`<th${NUMBERS.includes(head) && html` class="n"`}>${head}</th>`)}</tr></thead>
<tbody>${record.parts.map((part) => {
    const [
      profile = '',
      asks = '',
      verdict = '',
      requests = '',
      p95 = '',
      errors = '',
      found = '',
      rest = '',
      why = '',
    ] = quarterlyCells(part);
    const name = part.run === null ? profile : html`<a href="${linkTo(folder, part.run)}">${profile}</a>`;
    return html`<tr data-profile="${profile}"><th scope="row">${name}</th><td>${asks}</td><td class="${part.state ?? ''}">${verdict}</td><td class="n">${requests}</td><td class="n">${p95}</td><td class="n">${errors}</td><td>${found}</td><td${part.recovery?.healthy === false && html` class="FAIL"`}>${rest}</td><td>${why}</td></tr>`;
  })}</tbody></table>
</body>
</html>
`.text;
}

function linkTo(folder: string, run: string): string {
  const parts = [...folder.split('/').filter((part) => part !== ''), run, 'report.html'];
  return (folder.startsWith('/') ? '/' : '') + parts.map(encodeURIComponent).join('/');
}
