import { type EmailId, isMailError, type ThreadId } from '#lib/mail/index.ts';
import type { Account } from '../account.ts';
import { openComposer } from '../composer.ts';
import type { MailClient } from '../mail-client.ts';
import { t } from '../messages/t.ts';
import { go } from '../route.ts';
import { getRowEmails } from '../thread-members.ts';
import { type Clicked, takeClicks } from './clicks.ts';
import { type Notice, noticesFor } from './notices.ts';
import { play } from './sounds.ts';

const wishKey = 'postern.notify';
/** What is older than that when Postern is opened is none that just came. */
const beforeStartMs = 5 * 60_000;
/** More at once is a fill. */
const mostLookedAt = 50;

/** What the person wants on this device, and what the browser allows. */
export function deviceNotifies(): 'on' | 'off' | 'denied' | 'unsupported' {
  if (typeof Notification === 'undefined') return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  return Notification.permission === 'granted' && localStorage.getItem(wishKey) === '1' ? 'on' : 'off';
}

/** Asks the browser, which asks the person. Call it from a click. */
export async function setDeviceNotifies(on: boolean): Promise<void> {
  localStorage.setItem(wishKey, on ? '1' : '0');
  if (on && typeof Notification !== 'undefined' && Notification.permission === 'default') await Notification.requestPermission();
}

/**
 * Tells of new mail: in one of all tabs, and not while somebody looks at one of them.
 *
 * @returns ends it
 */
export function startNotifier(client: MailClient): () => void {
  const end = new AbortController();
  const { signal } = end;
  const beganMs = Date.now();
  let leads = false;
  const others = new Set<string>();
  const self = crypto.randomUUID();
  const channel = new BroadcastChannel('postern-notifier');
  const isLookedAt = () => document.visibilityState === 'visible' && document.hasFocus();
  const tell = () => channel.postMessage({ tab: self, isLookedAt: isLookedAt() });
  channel.addEventListener('message', ({ data }: MessageEvent<{ tab: string; isLookedAt: boolean; asks?: true }>) => {
    if (data.isLookedAt) others.add(data.tab);
    else others.delete(data.tab);
    if (data.asks === true) tell();
  });
  for (const name of ['focus', 'blur', 'pagehide']) window.addEventListener(name, tell, { signal });
  document.addEventListener('visibilitychange', tell, { signal });
  channel.postMessage({ tab: self, isLookedAt: isLookedAt(), asks: true });

  // The lock goes to another tab when this one is closed.
  navigator.locks
    ?.request('postern-notifier', { signal }, () => {
      leads = true;
      return new Promise<void>((release) => signal.addEventListener('abort', () => release(), { once: true }));
    })
    .catch(() => undefined);

  async function arrived(account: Account, emailIds: readonly EmailId[]): Promise<void> {
    const preferences = client.preferences()?.values.get();
    const isWatched = isLookedAt() || others.size > 0;
    if (!leads || isWatched || preferences === undefined || deviceNotifies() !== 'on') return;
    const ids = emailIds.slice(-mostLookedAt);
    await getRowEmails(
      account.client,
      account.cache,
      ids.filter((id) => !account.cache.knows('Email', id)),
    );
    const emails = ids.map((id) => account.cache.email(id)).filter((email) => email !== null);
    const several = allAccounts(client).length > 1;
    const notices = noticesFor(
      {
        ...{ accountId: account.id, accountName: several ? account.name : null, inboxId: account.withRole('inbox'), emails },
        sinceMs: beganMs - beforeStartMs,
      },
      preferences,
      Date.now(),
    );
    if (notices.length === 0) return;
    for (const notice of notices) await show(client, notice);
    play(preferences.notifySound);
  }

  const unheard = client.onArrived((account, emailIds) => {
    arrived(account, emailIds).catch((error: unknown) => {
      if (!isMailError(error)) throw error;
    });
  });
  // Of accounts that were not opened yet nothing would be heard.
  const listen = () => void Promise.all(allAccounts(client).map(begin)).catch(() => undefined);
  const unlistened = client.state.subscribe(listen);
  listen();
  const clicked = ({ data }: MessageEvent<Partial<Clicked> & { isKept?: boolean }>) => {
    if (data?.type !== 'postern-notice') return;
    if (data.isKept === true) doKept();
    // a worker of an earlier build
    else act(client, data as Clicked);
  };
  /** What was pressed while no page heard of it, and before this one did. */
  const doKept = () =>
    void takeClicks(Date.now()).then(async (clicks) => {
      for (const click of clicks) {
        await client.account(click.accountId)?.load();
        if (!signal.aborted) act(client, click);
      }
    });
  doKept();
  navigator.serviceWorker?.addEventListener('message', clicked, { signal });
  return () => {
    end.abort();
    unheard();
    unlistened();
    channel.postMessage({ tab: self, isLookedAt: false });
    channel.close();
  };
}

function allAccounts(client: MailClient): readonly Account[] {
  const state = client.state.get();
  return state.kind === 'ready' ? state.accounts : [];
}

/** From here on it is told what comes. */
async function begin(account: Account): Promise<void> {
  await account.load();
  if (account.cache.states.Email !== undefined) return;
  const { state } = await account.client.call('Email/get', { accountId: account.id, ids: [], properties: ['id'] });
  account.cache.states.Email ??= state;
}

/** By the service worker where there is one: only its notifications have buttons. */
async function show(client: MailClient, notice: Notice): Promise<void> {
  const { tag, title, body, accountId, email } = notice;
  const data: Clicked = {
    type: 'postern-notice',
    action: '',
    accountId,
    emailId: email?.id ?? null,
    threadId: email?.threadId ?? null,
  };
  if (email !== null) client.account(accountId)?.conversations.prefetch(email.threadId);
  const options = { tag, body, icon: '/icon-192.png', badge: '/icon-192.png', silent: true, data };
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration?.active) {
    const actions =
      email === null ? [] : (['archive', 'read', 'reply'] as const).map((action) => ({ action, title: t(`notify.${action}`) }));
    await registration.showNotification(title, { ...options, actions } as NotificationOptions);
    return;
  }
  const shown = new Notification(title, options);
  shown.onclick = () => {
    window.focus();
    shown.close();
    act(client, data);
  };
}

function act(client: MailClient, { action, accountId, emailId, threadId }: Clicked): void {
  const account = client.account(accountId);
  const actions = client.actions(accountId);
  if (account === null || actions === null) return;
  const inbox = account.withRole('inbox');
  if (threadId === null || emailId === null) {
    go({ accountId, mailboxId: inbox, threadId: null, search: null });
    return;
  }
  if (action === 'reply') openComposer({ mode: 'reply', accountId, emailId });
  else if (action === '') go({ accountId, mailboxId: inbox, threadId, search: null });
  else
    whenHere(account, threadId, () => {
      if (action === 'archive') actions.archive([threadId], inbox);
      else if (action === 'read') actions.read([threadId], true);
    });
}

/** The conversation may have left the cache since the notification. */
function whenHere(account: Account, threadId: ThreadId, then: () => void): void {
  if (account.cache.thread(threadId) !== null) {
    then();
    return;
  }
  const conversation = account.conversations.of(threadId);
  const stop = conversation.subscribe(() => {
    const { status } = conversation.get();
    if (status === 'loading') return;
    stop();
    if (status === 'ready') then();
  });
}
