import { describe, expect, it } from 'vitest';
import { pageOutputs } from './html-run.ts';

const FORM = `<form id="f" method="post" action="/go?x=1" novalidate>
<label for="q">Q</label><input id="q" name="q" value="a b&amp;c" maxlength="5"><input type="checkbox" name="c1" checked="checked">
<input type="checkbox" name="c2" checked><input type="radio" name="r" value="r1"><input name="dis" value="x" disabled="disabled">
<label>Note <textarea name="note">a &lt; b</textarea></label><input type="submit" name="go" value="Go"><input type="file" name="file">
<select name="one"><option value="1">A</option><option selected>B</option></select>
<select id="many" name="many" multiple><option selected>m1</option><optgroup disabled><option>m2</option></optgroup><option selected>m3</option></select>
<button id="b" formmethod="GET">Press</button></form><input id="outside" form="f">`;

describe('elements of k6/html', () => {
  it('gives the fields of a form as it would be sent', async () => {
    const seen = await pageOutputs(
      FORM,
      `const form = doc.find('form');
       out(form.serializeObject());
       out(form.serializeArray().map((field) => field.name).join());
       out(form.serialize());
       out(doc.find('input[name=q], [name=note]').serialize());
       out([doc.find('#b').val(), doc.find('option').val(), doc.find('[name=c2]').val(), typeof doc.find('label').val()]);`,
    );
    const fields = { q: 'a b&c', c1: 'on', note: 'a &lt; b', one: 'B', many: ['m1', 'm3'] };
    expect(seen).toEqual([
      fields,
      'q,c1,note,one,many',
      'c1=on&many=m1&many=m3&note=a+%26lt%3B+b&one=B&q=a+b%26c',
      'note=a+%26lt%3B+b&q=a+b%26c',
      ['', '1', 'on', 'undefined'],
    ]);
  });

  it('knows the form, the labels and the options of a field', async () => {
    const seen = await pageOutputs(
      FORM,
      `const at = (selector) => doc.find(selector).get(0);
       const form = at('form');
       out([form.method(), form.action(), form.enctype(), form.noValidate(), form.length(), form.elements()[0].id()]);
       const q = at('#q');
       out([q.type(), q.maxLength(), q.tabIndex(), q.disabled(), q.form().id(), q.labels().map((l) => l.textContent()), q.labels()[0].control().id()]);
       out([at('textarea').labels().length, at('#b').formMethod(), at('#b').formAction(), at('#b').type(), at('#b').value(), at('#outside').form().id()]);
       const many = at('#many');
       out([many.type(), many.size(), many.length(), many.selectedIndex(), many.value(), many.selectedOptions().map((o) => o.text())]);
       out(many.options().map((o) => [o.index(), o.disabled(), o.selected(), o.form().id()]));`,
    );
    expect(seen).toEqual([
      ['post', '/go?x=1', 'application/x-www-form-urlencoded', true, 11, 'q'],
      ['text', 5, 0, false, 'f', ['Q'], 'q'],
      [1, 'get', '/go?x=1', 'submit', 'Press', 'f'],
      ['select-multiple', 4, 3, 0, 'm1', ['m1', 'm3']],
      [
        [0, false, true, 'f'],
        [1, true, false, 'f'],
        [2, false, true, 'f'],
      ],
    ]);
  });

  it('reads nodes, attributes and relatives as the DOM does', async () => {
    const seen = await pageOutputs(
      '<div id="d" class=" a  b " lang="en">text<p>one</p><!--note--><svg><path/></svg></div>',
      `const d = doc.find('#d').get(0);
       out([d.nodeName(), d.nodeType(), d.classList(), d.className(), d.lang(), String(d), d.childElementCount(), d.innerHTML()]);
       out(d.childNodes().map((node) => [node.nodeName(), node.nodeType(), node.nodeValue() ?? null]));
       out([d.firstChild().nextSibling().nodeName(), d.firstElementChild().nextElementSibling().namespaceURI(), d.lastChild().previousElementSibling().textContent()]);
       out([d.parentElement().nodeName(), d.ownerDocument().nodeName(), doc.find('html').get(0).parentNode().nodeType(), typeof doc.find('html').get(0).parentElement()]);
       out([d.querySelector('p').matches('div > p'), d.querySelectorAll('*').length, d.getElementsByClassName('x').length, d.getElementsByTagName('path').length]);
       const id = d.getAttributeNode('id');
       out([Object.keys(d.attributes()), id.name, id.value, id.ownerElement.isSameNode(d), id.localName(), d.hasAttribute('x'), typeof d.getAttribute('x')]);
       out([d.contains(d.querySelector('p')), d.querySelector('p').contains(d), d.isEqualNode(doc.find('div').get(0)), d.isEqualNode(d.querySelector('p'))]);`,
    );
    expect(seen).toEqual([
      [
        'div',
        1,
        ['a', 'b'],
        ' a  b ',
        'en',
        '[object html.Node]',
        2,
        'text<p>one</p><!--note--><svg><path></path></svg>',
      ],
      [
        ['#text', 3, 'text'],
        ['p', 1, null],
        ['#comment', 8, ''],
        ['svg', 1, null],
      ],
      ['p', 'http://www.w3.org/2000/svg', 'one'],
      ['body', '#document', 9, 'undefined'],
      [true, 3, 0, 1],
      [['id', 'class', 'lang'], 'id', 'd', true, 'id', false, 'undefined'],
      [true, false, true, false],
    ]);
  });

  it('takes links, lists and tables apart', async () => {
    const seen = await pageOutputs(
      `<a rel="next  last" href="HTTPS://u:p@host.test:8443/a%20b?q=1#frag">go</a><ol><li>a<li value="5">b<li>c</ol>
       <table><caption>cap</caption><thead><tr><th scope="col">h</th></tr></thead><tbody><tr><td colspan="2">1</td><td>2</td></tr></tbody></table>
       <progress max="4" value="1"></progress><base href="/b"><img src="x.png" width="7"><script type="module" async>let a = "<b>";</script>`,
      `const at = (selector) => doc.find(selector).get(0);
       const a = at('a');
       out([a.protocol(), a.host(), a.hostname(), a.port(), a.username(), a.password(), a.pathname(), a.search(), a.hash(), a.origin(), a.relList(), a.text()]);
       out(doc.find('li').map((i, s) => s.get(0).value()));
       const table = at('table');
       out([table.caption().textContent(), table.rows().length, table.tBodies().length, typeof table.tFoot(), at('td').colSpan(), doc.find('td').get(1).cellIndex(), at('td').parentElement().rowIndex(), at('th').scope()]);
       out([at('progress').position(), at('progress').max(), at('img').width(), at('img').src(), at('script').async(), at('script').text(), at('script').innerHTML()]);`,
    );
    expect(seen).toEqual([
      [
        ...['https', 'host.test:8443', 'host.test', '8443', 'u', 'p', '/a%20b', '?q=1', '#frag'],
        ...['https://host.test:8443', ['next', 'last'], 'go'],
      ],
      [1, 2, 6],
      ['cap', 2, 1, 'undefined', 2, 1, 1, 'col'],
      [0.25, 4, 7, 'x.png', true, 'let a = "<b>";', 'let a = "<b>";'],
    ]);
  });
});
