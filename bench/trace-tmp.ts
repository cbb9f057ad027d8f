import { chromium } from '@playwright/test';
import { startApp } from '../e2e/app/start-app.ts';
import { MailPage } from '../e2e/pages/mail-page.ts';
import { SignInPage } from '../e2e/pages/sign-in-page.ts';
import { buildMessage, startMailServers } from '../e2e/servers/index.ts';
import { systemChromium } from '../e2e/system-chromium.ts';
const row = (n: number): string =>
  `<tr><td style="padding:4px 8px;color:#333;font:13px Arial;background-color:${n % 2 ? '#ffffff' : '#f5f5f5'}"><a href="https://shop.example/${n}" style="color:#0066cc">Item ${n}</a> costs <b>${n}.00</b> and has words enough to fill a line of it</td></tr>`;
let out = ''; for (let n = 0; out.length < 1_000_000; n += 1) out += row(n);
const servers = await startMailServers();
process.env.NODE_EXTRA_CA_CERTS = servers.caFile;
const app = await startApp(servers);
const executablePath = systemChromium();
const browser = await chromium.launch({ ...(executablePath === null ? {} : { executablePath }), args: ['--no-sandbox', '--disable-gpu'] });
const user = await servers.newUser('reader');
const letter = (subject: string, content: any) => ({ raw: buildMessage({ from: 'a@example.test', to: [user.address], subject, ...content }) });
await servers.appendMany(user, 'INBOX', [letter('Small', { html: '<p>small</p>' }), letter('Html 1 MB', { html: `<table width=600>${out}</table>` })]);
const context = await browser.newContext({ locale: 'en-GB', colorScheme: process.argv[2] === 'dark' ? 'dark' : 'light', viewport: { width: Number(process.argv[3] ?? 1440), height: 900 } });
const page = await context.newPage();
const signIn = new SignInPage(page);
await signIn.goto(app.url); await signIn.signIn(user);
const mail = new MailPage(page);
await mail.goto(app.url);
await mail.open('Html 1 MB'); await page.waitForTimeout(2500);
if (Number(process.argv[3] ?? 1440) < 640) await page.goBack(); else await mail.open('Small');
await page.waitForTimeout(800);
await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel', 'disabled-by-default-v8.cpu_profiler'] });
await mail.row('Html 1 MB').getByRole('link').click();
await page.waitForTimeout(3500);
const trace = JSON.parse((await browser.stopTracing()).toString());
const events = trace.traceEvents as any[];
const main = events.filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain').map((e) => `${e.pid}.${e.tid}`);
const at = (e: any) => `${e.pid}.${e.tid}`;
const busy = new Map<string, number>();
for (const e of events) if (e.ph === 'X' && main.includes(at(e))) busy.set(at(e), (busy.get(at(e)) ?? 0) + (e.tdur ?? 0));
const top = [...busy].sort((a, b) => b[1] - a[1])[0]?.[0];
const mine = events.filter((e) => e.ph === 'X' && at(e) === top).sort((a, b) => a.ts - b.ts);
const tasks = mine.filter((e) => /RunTask$/.test(e.name));
const first = tasks[0]?.ts ?? 0;
for (const task of tasks.filter((e) => (e.tdur ?? 0) > 15_000)) {
  const inner = new Map<string, number>();
  for (const e of mine) if (e !== task && e.ts >= task.ts && e.ts + e.dur <= task.ts + task.dur && !/RunTask/.test(e.name)) inner.set(e.name, (inner.get(e.name) ?? 0) + (e.tdur ?? 0));
  console.log(`at ${Math.round((task.ts - first) / 1000)} wall ${Math.round(task.dur / 1000)} cpu ${Math.round(task.tdur / 1000)}: ` + [...inner].filter(([, d]) => d > 3000).sort((a, b) => b[1] - a[1]).slice(0, 9).map(([n, d]) => `${n} ${Math.round(d / 1000)}`).join(', '));
}
// self time of JS functions from the profile
const samples = new Map<string, number>(); const nodes = new Map<number, any>(); 
for (const e of events.filter((e) => e.name === 'ProfileChunk')) { const d = e.args.data; for (const n of d.cpuProfile?.nodes ?? []) nodes.set(n.id, n); (d.cpuProfile?.samples ?? []).forEach((s: number, i: number) => { const n = nodes.get(s); const key = n ? `${n.callFrame.functionName || '(anon)'} ${n.callFrame.url?.split('/').pop()?.slice(0,18)}:${n.callFrame.columnNumber}` : '?'; samples.set(key, (samples.get(key) ?? 0) + (d.timeDeltas?.[i] ?? 0)); }); }
console.log([...samples].sort((a, b) => b[1] - a[1]).slice(0, 25).map(([k, v]) => `${Math.round(v / 1000)} ${k}`).join('\n'));
await browser.close(); await app.stop(); await servers.stop();
process.exit(0);
