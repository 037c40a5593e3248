import type { ReportOptions } from '../../reports/report.ts';

/** Options of a report that goes into a file. */
export const PLAIN: ReportOptions = { colour: false, columns: 100, htmlPath: null };

/** Markup, escape sequences, controls, direction overrides and table syntax in one text. */
export const HOSTILE = [
  '</script><script>globalThis.pwned=1</script>',
  '<img src=x onerror="globalThis.pwned=1">',
  '"\'><svg onload=pwned=1> ]]> --> &amp; &#0; %3Cscript%3E',
  '\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u009b2J \u0000\u0008\u007f',
  '\u202Egnp.exe\u202C \u2066x\u2069 \u2028 \u2029',
  'a | b \\| c\r\n| --- |\n## head\n',
  '[click](javascript:alert(1)) ![i](http://x/i.png) `code` **bold** _em_ ~~no~~ $x$',
  'https://evil.example www.evil.example HTTP://EVIL.example',
].join(' ');
