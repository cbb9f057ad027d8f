import type { Page } from '@playwright/test';

type Answer = Record<string, unknown> & { list?: unknown[]; ids?: string[] };
type MailboxSaid = { id: string; role: string | null; totalEmails: number };

const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:postern:bulk'];
const idsAtOnce = 500;

/** Asks the gateway as the page's person does. @returns the answers, in order */
export function askFromPage(page: Page, methodCalls: readonly [string, Record<string, unknown>, string][]): Promise<Answer[]> {
  return page.evaluate(
    async ({ using, methodCalls }) => {
      const response = await fetch('/api/jmap', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-postern': '1' },
        body: JSON.stringify({ using, methodCalls }),
      });
      if (!response.ok) throw new Error(`the gateway answered ${response.status}`);
      const { methodResponses } = (await response.json()) as { methodResponses: [string, Answer, string][] };
      return methodResponses.map(([, answer]) => answer);
    },
    { using, methodCalls },
  );
}

/** The account of the page's person, as JMAP has it. */
export async function idsInPage(page: Page) {
  const accountId = await page.evaluate(async () => {
    const session = await (await fetch('/.well-known/jmap', { headers: { 'x-postern': '1' } })).json();
    return session.primaryAccounts['urn:ietf:params:jmap:mail'] as string;
  });
  const mailbox = async (role: string): Promise<MailboxSaid> => {
    const [said] = await askFromPage(page, [['Mailbox/get', { accountId, ids: null }, 'm']]);
    const found = ((said?.list ?? []) as MailboxSaid[]).find((one) => one.role === role);
    if (found === undefined) throw new Error(`there is no mailbox for ${role}`);
    return found;
  };
  const inbox = await mailbox('inbox');
  return {
    accountId,
    mailbox,
    /** Every Email that a filter finds. */
    async all(filter: Record<string, unknown>): Promise<string[]> {
      const ids: string[] = [];
      for (;;) {
        const [said] = await askFromPage(page, [['Email/query', { accountId, filter, position: ids.length, limit: idsAtOnce }, 'q']]);
        ids.push(...(said?.ids ?? []));
        if ((said?.ids?.length ?? 0) < idsAtOnce) return ids;
      }
    },
    /** The usual list of 50 conversations of the inbox. @returns milliseconds on this side */
    async listBatch(): Promise<number> {
      const startMs = performance.now();
      await askFromPage(page, [
        ['Email/query', { accountId, filter: { inMailbox: inbox.id }, collapseThreads: true, limit: 50 }, 'q'],
        [
          'Email/get',
          { accountId, '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: ['subject', 'from', 'preview'] },
          'g',
        ],
      ]);
      return performance.now() - startMs;
    },
  };
}
