import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../helpers/listen.ts';
import { runOutputs } from './html-run.ts';

const PAGE = `<title>é</title><p><a href="../next?x=1#there">next</a> <a id="abs" href="/a b/ü?q">abs</a> <a id="wait" href="/wait">w</a> <i>no</i></p>
<form id="get" action="echo?old=1"><input name="q" value="a b"><input type="submit" name="go" value="Go"></form>
<form id="post" method="post" action="/echo?from=post"><input name="user" value="anna"><select name="many" multiple><option selected>m1<option selected>m2</select>
<button id="send" type="submit" name="btn" value="pressed">Send</button></form>
<form id="self" method="put"><input name="f" value="1"></form>`;
const VUS = 4;

let server: Server;
let base = '';
let waiting: ServerResponse[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const { method, url = '' } = request;
    if (method === 'GET' && url === '/dir/page') return void response.end(PAGE);
    if (url === '/wait') {
      waiting.push(response);
      if (waiting.length < VUS) return;
      for (const one of waiting) one.end('together');
      waiting = [];
      return;
    }
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    const type = request.headers['content-type'] ?? '';
    const own = request.headers['x-own'] ?? '';
    request.on('end', () => response.end(JSON.stringify([method, url, type, own, body])));
  });
  base = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => server.close());

const FORM_TYPE = 'application/x-www-form-urlencoded';

describe('pages of k6/http', () => {
  it('submits the form with its own values, then the button, then the fields of the script', async () => {
    const seen = await runOutputs(
      `export default function () {
         const page = http.get(__ENV.BASE + '/dir/page');
         out(page.submitForm().json());
         out(page.submitForm({ formSelector: '#get', fields: { q: 'ä&', more: 1 }, params: { headers: { 'X-Own': 'yes' } } }).json());
         out(page.submitForm({ formSelector: '#post', submitSelector: '#send' }).json());
         out(page.submitForm({ formSelector: '#post', fields: { user: 'eve', list: [1, 2] } }).json());
         out(page.submitForm({ formSelector: '#self' }).json());
       }`,
      { BASE: base },
    );
    const post = 'btn=pressed&many=%5Bm1+m2%5D&user=anna';
    expect(seen).toEqual([
      ['GET', '/dir/echo?f=1&go=Go&many=m1%2Cm2&q=a+b&user=anna', '', '', ''],
      ['GET', '/dir/echo?go=Go&more=1&q=%C3%A4%26', '', 'yes', ''],
      ['POST', '/echo?from=post', FORM_TYPE, '', post],
      ['POST', '/echo?from=post', FORM_TYPE, '', 'btn=pressed&list=1&list=2&many=%5Bm1+m2%5D&user=eve'],
      ['PUT', '/dir/page', FORM_TYPE, '', 'f=1'],
    ]);
  });

  it('follows links from where the page is, and says what it cannot follow', async () => {
    const seen = await runOutputs(
      `export default function () {
         const page = http.get(__ENV.BASE + '/dir/page');
         out(page.clickLink().json()[1]);
         out(page.clickLink({ selector: '#abs' }).json()[1]);
         out(page.html('a').get(0).href().replace(__ENV.BASE, ''));
         const told = (fn) => refusal(fn).replace(__ENV.BASE, 'BASE');
         out([told(() => page.clickLink({ selector: 'a.none' })), told(() => page.clickLink({ selector: 'i' })), told(() => page.submitForm({ formSelector: '#none' }))]);
       }`,
      { BASE: base },
    );
    expect(seen).toEqual([
      '/next?x=1',
      '/a%20b/%C3%BC?q',
      '/next?x=1#there',
      [
        "GoError: no element found for selector 'a.none' in response 'BASE/dir/page'",
        "GoError: no valid href attribute value found on element 'i' in response 'BASE/dir/page'",
        "GoError: no form found for selector '#none' in response 'BASE/dir/page'",
      ],
    ]);
  });

  it('reads text and binary bodies as pages, what the script writes to the body included', async () => {
    const seen = await runOutputs(
      `export default function () {
         const page = http.get(__ENV.BASE + '/dir/page');
         const binary = http.get(__ENV.BASE + '/dir/page', { responseType: 'binary' });
         const none = http.get(__ENV.BASE + '/dir/page', { responseType: 'none' });
         out([page.html('title').text(), page.html().find('form').size(), binary.html('title').text()]);
         page.body = '<title>new</title>';
         out([page.html('title').text(), refusal(() => none.html())]);
       }`,
      { BASE: base },
    );
    expect(seen).toEqual([
      ['é', 3, 'é'],
      [
        'new',
        "GoError: the body is null so we can't transform it to HTML - this likely was because of a request error getting the response",
      ],
    ]);
  });

  it('suspends one VU only while a click within each() waits for its answer', async () => {
    const seen = await runOutputs(
      `export const options = { vus: ${VUS}, iterations: ${VUS} };
       export default function () {
         const page = http.get(__ENV.BASE + '/dir/page');
         page.html('#wait').each((i, link) => {
           out(page.clickLink({ selector: '#' + link.id(), params: { timeout: '20s' } }).body);
         });
       }`,
      { BASE: base },
    );
    expect(seen).toEqual(Array.from({ length: VUS }, () => 'together'));
  });
});
