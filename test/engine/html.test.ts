import { describe, expect, it } from 'vitest';
import { pageOutputs, runOutputs } from './html-run.ts';

const PAGE = `<!DOCTYPE html><title>T</title>
<h1 id="top" class="big red" data-user-id="42" data-price="1.50" data-on="true" data-obj='{"a":[1]}' data-none="null">Tom's <b>"best"</b> &amp; more<br></h1>
<ul id="list"><li class="odd">one</li><li class="even">Two</li><li class="odd">three</li><!-- note --></ul>
<div><p>before <a href="/x">link</a> after</p></div>
<table><tr><td>k</td><td>v</td></tr></table>`;

describe('k6/html', () => {
  it('adds what HTML implies and gives texts, HTML and attributes as k6 writes them', async () => {
    const seen = await pageOutputs(
      PAGE,
      `out(doc.find('html > head > title').text());
       out(doc.find('table > tbody > tr > td').size());
       out(doc.find('h1').text());
       out(doc.find('h1').html());
       out([doc.find('h1').attr('class'), doc.find('h1').attr('nope', 'other'), typeof doc.find('h7').attr('x'), doc.find('h7').html()]);
       out(doc.find('h1').data());
       out([doc.find('h1').data('userId'), doc.find('h1').data('user-id'), doc.find('h1').data('price')]);`,
    );
    expect(seen).toEqual([
      'T',
      2,
      'Tom\'s "best" & more',
      'Tom&#39;s <b>&#34;best&#34;</b> &amp; more<br/>',
      ['big red', 'other', 'undefined', ''],
      { userID: 42, price: '1.50', on: true, obj: { a: [1] } },
      [42, 42, '1.50'],
    ]);
  });

  it('walks to relatives in the order of jQuery, each node once', async () => {
    const seen = await pageOutputs(
      PAGE,
      `const li = doc.find('li');
       const names = (s) => s.map((i, one) => one.get(0).nodeName() + ':' + one.text());
       out(li.parents().map((i, s) => s.get(0).nodeName()));
       out([li.first().next().text(), li.last().prevAll().map((i, s) => s.text()), li.eq(1).siblings().text()]);
       out([li.first().nextUntil('.odd').text(), li.last().prevUntil(li.first()).text(), doc.find('a').parentsUntil('body').size()]);
       out([doc.find('p').contents().size(), doc.find('ul').children('.even').text(), doc.find('a').closest('div').size()]);
       out([li.eq(-1).text(), li.eq(9).size(), li.slice(1).text(), li.slice(0, 2).text(), li.slice(-1).text()]);
       out([li.index(), li.eq(2).index(), li.eq(1).index('li'), li.index(li.last()), li.index(li.get(1))]);
       out(names(li.filter('.odd').add('p a').not('a').end().end()));
       out([doc.find('div').has('a').size(), doc.find('p').has('li').size(), li.is('.even'), li.is(li.last()), li.is('a')]);
       out([typeof li.get(9), typeof li.get(-3), li.get().length, li.toArray()[2].text()]);`,
    );
    expect(seen).toEqual([
      ['ul', 'body', 'html'],
      ['Two', ['Two', 'one'], 'onethree'],
      ['Two', 'Two', 2],
      [3, 'Two', 1],
      ['three', 0, 'Twothree', 'oneTwo', 'three'],
      [0, 2, 1, 2, 1],
      ['li:one', 'li:three'],
      [1, 0, true, true, false],
      ['undefined', 'undefined', 3, 'three'],
    ]);
  });

  it('reads selectors as k6 does: case of texts aside, and nothing for what k6 cannot read', async () => {
    const selectors = [
      ...['li:nth-child(2)', 'ul > li.odd', 'h1, title', 'li:contains("two")', 'p a:not(.x)', 'td + td'],
      ...['ul:has(> .even)', 'ul:haschild(li)', 'p:containsOwn("BEFORE")', 'p:containsOwn("link")', ':input'],
      ...[
        '!!bad',
        '',
        'li:eq(0)',
        'li:first',
        'a:submit',
        'a,',
        '#top.big',
        '[CLASS~="red"]',
        '[class="BIG RED"]',
      ],
    ];
    const [sizes] = await pageOutputs(
      PAGE,
      `out(${JSON.stringify(selectors)}.map((s) => doc.find(s).size()));`,
    );
    expect(sizes).toEqual([1, 2, 2, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0]);
  });

  it('waits in callbacks that block, in the order of plain execution', async () => {
    const seen = await runOutputs(
      `import { sleep } from 'k6';
       export default function () {
         const li = parseHTML('<li>a<li>b<li>c').find('li');
         const order = [];
         li.each((i, el) => { sleep(0.002); order.push(el.textContent() + i); });
         const mapped = li.map((i, s) => { sleep(0.002); if (i === 1) throw new Error('left out'); return s.text(); });
         const kept = li.filter((i, s) => { sleep(0.002); return s.text() !== 'b'; }).text();
         const dropped = li.not((i) => { sleep(0.002); return i === 0; }).text();
         let asked = 0;
         const is = li.is((i, s) => { sleep(0.002); asked++; return s.text() === 'b'; });
         out([order, mapped, kept, dropped, is, asked]);
         out(refusal(() => li.each(() => { sleep(0.002); throw new RangeError('mine'); })));
         out([refusal(() => li.each()), refusal(() => li.map('x')), refusal(() => li.filter(3)), refusal(() => li.find(1))]);
       }`,
    );
    expect(seen).toEqual([
      [['a0', 'b1', 'c2'], ['a', 'c'], 'ac', 'bc', true, 2],
      'RangeError: mine',
      [
        'GoError: the argument to each() must be a function',
        'GoError: the argument to map() must be a function',
        'GoError: the argument to filter() must be a function, a selector or a selection',
        'GoError: Invalid argument: Cannot use a int64 as a selector',
      ],
    ]);
  });

  it('parses in init code, and leads no script out of the realm', async () => {
    const seen = await runOutputs(
      `const early = parseHTML('<p>early</p>').find('p');
       export default function () {
         const reach = (value) => value.constructor.constructor('return typeof process')();
         out([early.text(), reach(early), reach(early.get(0)), reach(early.find), reach(early.get(0).attributes()), typeof part]);
         out(Object.keys(early));
       }`,
    );
    expect(seen).toEqual([
      ['early', 'undefined', 'undefined', 'undefined', 'undefined', 'undefined'],
      ['url'],
    ]);
  });
});
