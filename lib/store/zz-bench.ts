import { openTestStore } from './testing/test-store.ts';
import { syncedMessage, address } from './testing/store-content.ts';
const N = Number(process.argv[2] ?? 100000);
const t = await openTestStore();
const inbox = await t.mailbox('INBOX');
const archive = await t.mailbox('Archive');
const hb = new TextEncoder().encode('Received: from a by b; date\r\n'.repeat(10) + 'Subject: hi\r\n'.repeat(3)+'x'.repeat(900)+'\r\n\r\n');
const words = 'alpha beta gamma delta omega report meeting invoice lunch project update question weekly budget holiday'.split(' ');
const batches = [];
let seed=1; const rnd=(n: number)=>{seed=(seed*1103515245+12345)%2147483648; return Math.floor(seed/2147483648*n);};
let total=0; let build=0;
const t0 = performance.now();
let pending: Promise<unknown>[] = [];
for (let at = N; at > 0; at -= 200) {
  const b0=performance.now();
  const appeared = [];
  for (let uid = at; uid > Math.max(0, at - 200); uid--) {
    const root = uid - rnd(4);
    appeared.push(syncedMessage(uid, 'msg'+uid, { headerBlock: hb, receivedAtMs: Date.UTC(2020,0,1)+uid*60000, flags: rnd(10)<9?['\\Seen']:[],
      subject: words[rnd(15)]+' '+words[rnd(15)]+' '+uid, from:[address('person'+rnd(500)+'@example.com','Person '+rnd(500))], to:[address('me@example.com','Me')],
      references: rnd(3)===0 && uid>10 ? ['msg'+(uid-1-rnd(9))+'@test.example', 'ghost'+rnd(1000000)+'@x'] : null }));
  }
  build += performance.now()-b0;
  pending.push(t.pass(inbox, { appeared, checkpoint: { lowUid: at } }));
  if (pending.length > 3) await pending.shift();
}
await Promise.all(pending);
const ms = performance.now()-t0;
console.log(`ingest ${N}: ${ms.toFixed(0)} ms, ${(N/ms*1000).toFixed(0)}/s (building on main ${build.toFixed(0)} ms)`);
const q = { filter: { op: 'in-mailbox' as const, mailboxId: inbox }, sort: [], collapseThreads: true, position: 0, anchor: null, anchorOffset: 0, limit: 50, calculateTotal: true };
async function time(name: string, fn: () => Promise<unknown>, n = 50) {
  const times = [];
  for (let i=0;i<n;i++){ const s=performance.now(); await fn(); times.push(performance.now()-s);} times.sort((a,b)=>a-b);
  console.log(name.padEnd(40), 'p50', times[n>>1]!.toFixed(2), 'p95', times[Math.floor(n*0.95)]!.toFixed(2));
}
const qs = async (o: object) => { const r = await t.store.emails.query(t.accountId, {...q, ...o}); if ('ids' in r) return r; throw new Error('x'); };
await time('collapsed page 0', () => qs({}));
await time('collapsed page 0 + get 50', async () => { const r = await qs({}); const s = await t.store.emails.summaries(t.accountId, r.ids); await t.store.emails.threads(t.accountId, s.map(x=>x.threadId)); });
await time('collapsed page middle', () => qs({ position: N/3|0 }));
await time('collapsed page end', () => qs({ position: -50 }));
await time('plain middle', () => qs({ collapseThreads: false, position: N/2|0 }));
const mid = (await qs({ position: N/3|0 })).ids[3]!;
await time('anchor middle', () => qs({ anchor: mid }));
await time('unread page no total', () => qs({ calculateTotal:false, filter: { op:'and', terms:[q.filter,{op:'keyword',keyword:'$seen',has:false}] } }));
await time('unread page total', () => qs({ filter: { op:'and', terms:[q.filter,{op:'keyword',keyword:'$seen',has:false}] } }),10);
await time('flagged none page', () => qs({ calculateTotal:false, filter: { op:'and', terms:[q.filter,{op:'keyword',keyword:'$flagged',has:true}] } }),10);
await time('all mail page', () => qs({ calculateTotal:false, filter: null }),10);
await time('text rare', () => qs({ filter: { op:'text', field:'any', text:'person17' } }),10);
await time('text common in mailbox', () => qs({ calculateTotal:false, filter: { op:'and', terms:[q.filter,{ op:'text', field:'any', text:'invoice' }] } }),10);
await time('text prefix common', () => qs({ calculateTotal:false, filter: { op:'text', field:'any', text:'me' } }),10);
const e = (await qs({})).ids[0]!;
let on = false;
await time('keyword update', async () => { on=!on; await t.store.emails.update(t.accountId,[{id:e,addKeywords:on?['$flagged']:[],removeKeywords:on?[]:['$flagged'],mailboxIds:null}]); });
const ids200 = (await qs({limit:200})).ids;
await time('move 200', async () => { on=!on; await t.store.emails.update(t.accountId, ids200.map(id=>({id,addKeywords:[],removeKeywords:[],mailboxIds:[on?archive:inbox]}))); }, 10);
console.log(process.memoryUsage().rss/1e6|0,'MB rss');
const { statSync } = await import('node:fs');
console.log((statSync(t.dataDir+'/postern.db').size/1e6).toFixed(0)+' MB db');
await t.close();
