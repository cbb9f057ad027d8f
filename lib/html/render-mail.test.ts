import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Arena, openArena } from './testing/browser-modules.ts';
import type { Drawn } from './testing/render-page.ts';

let arena: Arena;
let page: Page;
beforeAll(async () => {
  arena = await openArena(() => null);
  page = await arena.openPage('/lib/html/testing/render-page.ts');
}, 60_000);
afterAll(() => arena.stop());

type Wish = { isDark?: boolean; cidUrls?: [string, string][]; remoteUrls?: [string, string][] };
type InPieces = { lengths: number[]; html: string; whole: string };
type Under = {
  draw(source: unknown, wish: Wish): Drawn;
  quote(html: string, cids: string[]): string;
  drawInPieces(source: unknown, nodesAtOnce: number | null): InPieces;
};
const inPieces = (source: object, nodesAtOnce: number | null = null): Promise<InPieces> =>
  page.evaluate(([source, nodesAtOnce]) => (window as unknown as { underTest: Under }).underTest.drawInPieces(source, nodesAtOnce), [
    source,
    nodesAtOnce,
  ] as const);
const html = (text: string, wish: Wish = {}): Promise<Drawn> =>
  page.evaluate(([text, wish]) => (window as unknown as { underTest: Under }).underTest.draw({ kind: 'html', html: text }, wish), [
    text,
    wish,
  ] as const);
const text = (words: string): Promise<Drawn> =>
  page.evaluate((words) => (window as unknown as { underTest: Under }).underTest.draw({ kind: 'text', text: words }, {}), words);
const quote = (text: string, cids: string[]): Promise<string> =>
  page.evaluate(([text, cids]) => (window as unknown as { underTest: Under }).underTest.quote(text, cids), [text, cids] as const);

test('V2: remote images are counted, named by host and not loaded; tiny ones are only trackers', async () => {
  const drawn = await html(
    '<img src="https://a.example/1.png" alt="One"><img src=https://b.example/2.png><p style="background-image:url(https://a.example/3.png)">x</p><img src="https://t.example/p" width=1 height=1>',
  );
  expect(drawn.urls.toSorted()).toEqual(['https://a.example/1.png', 'https://a.example/3.png', 'https://b.example/2.png']);
  expect(drawn.hosts.toSorted()).toEqual(['a.example', 'b.example']);
  expect(drawn.trackers).toBe(1);
  expect(drawn.html).not.toMatch(/https:/);
});

test('V2: allowed images come from the address given for them; trackers stay off even then', async () => {
  const drawn = await html(
    '<img src="https://a.example/1.png"><img src="https://t.example/p" width=1 height=1><td background="https://a.example/2.png">',
    {
      remoteUrls: [
        ['https://a.example/1.png', '/api/image?u=1'],
        ['https://t.example/p', '/api/image?u=t'],
      ],
    },
  );
  expect(drawn.html).toContain('src="/api/image?u=1"');
  expect(drawn.html).not.toContain('u=t');
});

test('V2: images of known trackers stay off at any size, and are counted', async () => {
  const urls = [
    'https://x.list-manage.com/track/open.php?u=1',
    'https://u1.ct.sendgrid.net/wf/open?upn=2',
    'https://www.google-analytics.com/c',
  ];
  const drawn = await html(urls.map((url) => `<img src="${url}" width=300 height=80>`).join(''), {
    remoteUrls: urls.map((url) => [url, '/api/image?u=t']),
  });
  expect(drawn).toMatchObject({ trackers: 3, urls: [] });
  expect(drawn.html).not.toContain('/api/image');
});

test('on dark paper colours are mapped in the same pass: styles, sheets, old attributes, gradients; once more changes nothing', async () => {
  const bright = `<style>td { color: #000; background: linear-gradient(white, #eee) } a { color: blue }</style>
    <body text=black><table bgcolor=ffffff><tr><td style="background-color: white; color: windowtext">x<font color="#333">y</font></table>`;
  const drawn = await html(bright, { isDark: true });
  const luminances = [
    ...`${drawn.html} ${drawn.rules.join(' ')}`.matchAll(
      /(?<name>bgcolor|background-color|background-image|color|text)(?:="|: )[^;"]*?rgb\((?<rgb>[\d, ]+)\)/g,
    ),
  ].map((match) => [match.groups?.name, Number(match.groups?.rgb?.split(',')[1])] as const);
  expect(luminances.length).toBeGreaterThanOrEqual(4);
  for (const [name, green] of luminances)
    if (/^b/.test(name ?? '')) expect(green, name).toBeLessThan(120);
    else expect(green, name).toBeGreaterThan(150);
  expect(drawn.html).toContain('bgcolor="#17181b"');
  expect((await html(drawn.html, { isDark: true })).html).toBe(drawn.html);
  expect((await html(bright)).html).toContain('bgcolor="ffffff"');
});

test('a mail that says nothing of its direction is read in that of its first letters', async () => {
  expect((await html('<p>שלום עולם</p>')).direction).toBe('rtl');
  expect((await html('<p>Hello שלום</p>')).direction).toBe('ltr');
  expect((await html('<html dir=rtl><p>Hello</p>')).direction).toBe('rtl');
  expect((await html('<body dir=ltr><p>שלום</p>')).direction).toBe('ltr');
});

test('the mail’s own pictures are shown by their Content-ID, vector ones are not', async () => {
  const drawn = await html('<img src="cid:logo@x"><img src="cid:other@x"><img src="data:image/svg+xml;base64,AAAA">', {
    cidUrls: [['logo@x', '/api/download/a/b']],
  });
  expect(drawn.html.match(/src="[^"]*"/g)).toEqual(['src="/api/download/a/b"']);
});

test('the mail’s style sheet stays, without what fetches, sticks or answers to the system’s colours', async () => {
  const { rules } = await html(`<style>
    .a { color: red; position: fixed; background: url(https://x.example/) blue }
    #top > p { margin: 4px }
    @media (max-width: 600px) { .b { width: 100% } }
    @media (prefers-color-scheme: dark) { .b { color: white } }
    @font-face { font-family: x; src: url(https://x.example/f) }
    @import "https://x.example/i";
    .c { height: 100vh; --x: url(https://x.example/v) }
  </style><p>x</p>`);
  expect(rules.join('\n').replace(/\s+/g, ' ')).toBe(
    '.a { color: red; background-color: blue; } #m-top > p { margin: 4px; } @media (max-width: 600px) { .b { width: 100%; } }',
  );
});

test('ids get a prefix, names go, links get our target and tell where they lead', async () => {
  const drawn = await html(
    '<p id=currentUser name=x>a</p><a href="https://evil.example/" title="https://bank.test">https://bank.test/login</a><a href="#top">b</a>',
  );
  expect(drawn.html).toBe(
    '<p id="m-currentUser">a</p><a href="https://evil.example/" class="postern-doubtful" target="_blank" rel="noopener noreferrer nofollow" title="Leads to evil.example">https://bank.test/login</a><a>b</a>',
  );
});

test('forms lose their controls and keep their words', async () => {
  const drawn = await html('<form action=https://evil.example><label>Name <input name=n></label><button>Send</button></form>');
  expect(drawn.html).toBe('Name Send');
});

test('the quote at the end is folded with the line above it; a mail that is only a quote stays open', async () => {
  const reply = await html(
    '<p>Yes.</p><div class="moz-cite-prefix">On Monday Ana wrote:</div><blockquote type="cite">Shall we?</blockquote>',
  );
  expect(reply.html).toMatch(
    /^<p>Yes\.<\/p><details class="postern-quote"><summary[^>]*>•••<\/summary><div class="moz-cite-prefix">.*<\/blockquote><\/details>$/,
  );
  expect((await html('<blockquote type="cite">Only this</blockquote>')).html).not.toContain('<details');
  expect((await html('<p>a</p><blockquote type="cite">q</blockquote><p>answer below</p>')).html).not.toContain('<details');
});

test('the line above a quote folds with it in every language of the page, and a forwarded message stays open', async () => {
  for (const line of [
    'Am Montag, 2. März 2026 um 10:00 schrieb Ana:',
    'Le lundi 2 mars 2026 à 10:00, Ana a écrit\u00a0:',
    'El lunes, 2 de marzo de 2026 a las 10:00, Ana escribió:',
    'في الاثنين، ٢ مارس ٢٠٢٦، كتبت آنا:\u200f',
  ]) {
    const drawn = await html(`<p>Ja.</p><div>${line}</div><blockquote type="cite">?</blockquote>`);
    expect([line, drawn.html.indexOf('<details') < drawn.html.indexOf(line.slice(0, 10))]).toEqual([line, true]);
    const words = await text(`Ja.\n\n${line}\n> ?\n`);
    expect([line, words.html.indexOf('<details') < words.html.indexOf(line.slice(0, 10))]).toEqual([line, true]);
  }
  for (const heading of [
    '---------- Forwarded message ---------',
    '-------- Weitergeleitete Nachricht --------',
    'Anfang der weitergeleiteten Nachricht:',
    '-------- Message transféré --------',
    'Début du message réexpédié :',
    '---------- Mensaje reenviado ---------',
    'Inicio del mensaje reenviado:',
    '---------- رسالة معاد توجيهها ----------',
    '---------- الرسالة المعاد توجيهها ----------',
    'بداية الرسالة المحولة:',
  ])
    expect([heading, (await html(`<p>FYI</p><div class="gmail_quote">${heading}<p>Old</p></div>`)).html.includes('<details')]).toEqual([
      heading,
      false,
    ]);
});

test('what the Outlook of the desktop repeats folds from its first mark on, with all that follows; other ruled boxes stay open', async () => {
  const field = (name: string, value: string) => `<b><span>${name}:</span></b><span> ${value}<br>`;
  const mark = (...names: string[]) =>
    `<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">${names.map((name) => field(name, 'x')).join('')}</p></div></div>`;
  for (const names of [
    ['From', 'Sent', 'To', 'Subject'],
    ['Von', 'Gesendet', 'An', 'Betreff'],
    ['De\u00a0', 'Envoyé\u00a0', 'À\u00a0', 'Objet\u00a0'],
    ['من', 'تاريخ الإرسال', 'إلى', 'الموضوع'],
  ]) {
    const reply = await html(
      `<div class="WordSection1"><p>Yes.</p><div>${mark(...names)}<p>Newest</p></div>${mark(...names)}<p>Older</p><div id="divRplyFwdMsg">Oldest</div><p>End</p></div>`,
    );
    const [before, folded] = reply.html.split('<details class="postern-quote">');
    expect([names[0], before?.includes('Yes.'), before?.includes('Newest')]).toEqual([names[0], true, false]);
    for (const words of ['Newest', 'Older', 'Oldest', 'End']) expect(folded).toContain(words);
    expect(reply.html.match(/<details/g)).toHaveLength(1);
  }
  expect((await html(`${mark('From', 'Sent', 'To')}<p>All there is</p>`)).html).not.toContain('<details');
  const box = '<div style="border-top:solid #ccc 1.0pt;padding:3.0pt 0cm"><p><b>Note:</b> one <b>Sum:</b> two</p></div>';
  expect((await html(`<p>Yes.</p>${box}`)).html).not.toContain('<details');
});

test('text becomes blocks by quote depth, with links, and nothing of it is read as markup', async () => {
  const drawn = await text('Hi <b>you</b>, see https://ok.example/a\n\nOn Monday Ana wrote:\n> Shall we?\n>> Older\n');
  expect(drawn.html).toContain('Hi &lt;b&gt;you&lt;/b&gt;, see <a href="https://ok.example/a" target="_blank"');
  expect(drawn.html).toMatch(
    /<details.*On Monday Ana wrote:.*<blockquote type="cite"><div[^>]*>Shall we\?<\/div><blockquote type="cite">/s,
  );
  expect(drawn.hasOwnColours).toBe(false);
});

test('a mail that sets colours says so; one that only sets type does not', async () => {
  expect((await html('<p style="color:#333">x</p>')).hasOwnColours).toBe(true);
  expect((await html('<table bgcolor="#fff"><tr><td>x</table>')).hasOwnColours).toBe(true);
  expect((await html('<style>p{background:#eee}</style><p>x</p>')).hasOwnColours).toBe(true);
  expect((await html('<p style="font-size:14px;background:none">x</p>')).hasOwnColours).toBe(false);
});

test('V2: a quote carries no remote image and no tracker, only the pictures that go along', async () => {
  expect(await quote('<p>a<img src="https://t.example/x"><img src="cid:a@x"><img src="cid:b@x"></p>', ['a@x'])).toBe(
    '<p>a<img src="cid:a%40x" decoding="async"></p>',
  );
});

test('a mail beyond the bound is cut and says so', async () => {
  expect((await html(`<p>x</p>${' '.repeat(2_000_001)}`)).isTruncated).toBe(true);
  expect((await html('<p>x</p>')).isTruncated).toBe(false);
});

test('a long mail is drawn from its beginning on, in many pieces, and ends as the one that is cleaned at once', async () => {
  const row = '<tr><td style="color:#333"><a href="https://shop.example/">Item</a> at <b>9.00</b></td></tr>';
  const drawn = await inPieces({ kind: 'html', html: `<center><h1>Top</h1><table>${row.repeat(2_000)}</table><p>Foot</p></center>` });
  expect(drawn.lengths.length).toBeGreaterThan(15);
  expect(drawn.lengths[0]).toBeLessThan(drawn.html.length / 10);
  expect(drawn.lengths).toEqual(drawn.lengths.toSorted((a, b) => a - b));
  expect(drawn.html === drawn.whole).toBe(true);
  expect((await inPieces({ kind: 'html', html: row.repeat(10) })).lengths).toHaveLength(1);
  const lines = Array.from({ length: 30_000 }, (_, n) => `Line ${n}`);
  const text = await inPieces({ kind: 'text', text: lines.join('\n') });
  expect(text.lengths.length).toBeGreaterThan(3);
  for (const line of [lines[0], lines[12_345], lines.at(-1)]) expect(text.html).toContain(`${line}`);
});

test('V10, V1: a link is judged by all of its words, and what is thrown away takes its pieces along, however small these are', async () => {
  const link = '<p>a</p><p>b</p><p>c</p><a href="https://evil.example/"><b>https</b><i>://</i><u>bank</u><s>.test</s></a>';
  const held = '<svg><g><p>1</p><p>2</p><p>3</p><p>4</p></g></svg><object><p>1</p><p>2</p><p>3</p><p>4</p></object>';
  const form = '<form><input name=parentNode><p>1</p><p>2</p><p>3</p><p>4</p></form><x-own><p>5</p><p>6</p><p>7</p></x-own>';
  for (const html of [link, held, form, `<div>${link}${held}${form}</div>`])
    for (const nodesAtOnce of [1, 2, 3, 5]) {
      const drawn = await inPieces({ kind: 'html', html }, nodesAtOnce);
      expect(drawn.html).toBe(drawn.whole);
      expect(drawn.html.includes('postern-doubtful')).toBe(html.includes(link));
    }
});
