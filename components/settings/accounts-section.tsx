'use client';

import { Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { accountsApi, inOwnOrder, type Account as MailAccount, mailClient, type Refusal, showToast, t } from '#lib/client/index.ts';
import type { Account } from '#lib/contract/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { QuotaMeter } from '../shell/quota-meter.tsx';
import { ContinueWith } from '../sign-in/continue-with.tsx';
import { MailboxForm } from '../sign-in/mailbox-form.tsx';
import { useProblemInAddress } from '../sign-in/problem-in-address.ts';
import { RefusalNotice } from '../sign-in/refusal-notice.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useValue } from '../ui/use-value.ts';
import { AccountLook } from './account-look.tsx';
import { Pop3Choices } from './pop3-choices.tsx';
import { Section } from './section.tsx';
import { ShareDialog } from './share-dialog.tsx';
import { SharedAccounts } from './shared-accounts.tsx';
import { TextIndexChoice } from './text-index-choice.tsx';
import { ThreadingChoice } from './threading-choice.tsx';
import { usePreferences } from './use-preferences.ts';
import { useTold } from './use-told.ts';

type Open =
  | { kind: 'add' }
  | { kind: 'edit'; account: Account }
  | { kind: 'share'; account: Account }
  | { kind: 'remove'; account: Account }
  | { kind: 'again'; account: Account }
  | null;

/** The person's mailboxes: add, change, remove. */
export function AccountsSection() {
  const { value, refusal, reload } = useTold(accountsApi.accounts);
  const { values } = usePreferences();
  const inOrder = (list: readonly Account[]) =>
    inOwnOrder(
      list.map((account) => ({ ...account, id: account.id as AccountId })),
      values.accountOrder,
    );
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const [problem] = useProblemInAddress();

  // A failing account leads here with its id: what it needs is one press away.
  useEffect(() => {
    const wanted = new URLSearchParams(window.location.search).get('again');
    const account = value?.accounts.find(({ id, oauth }) => id === wanted && oauth !== null);
    if (account === undefined) return;
    window.history.replaceState(window.history.state, '', '/settings#accounts');
    setOpen({ kind: 'again', account });
  }, [value]);

  useEffect(() => {
    const read = () => {
      if (window.location.hash === '#add-account') setOpen({ kind: 'add' });
    };
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);

  async function changed(text: string): Promise<void> {
    close();
    showToast({ kind: 'success', text });
    await reload();
    // The session lists the accounts: everything else on this page is drawn from it.
    mailClient().retryNow();
  }

  return (
    <Section id="accounts" title={t('settings.accounts')} hint={t('settings.accountsHint')}>
      {problem === null ? null : <RefusalNotice refusal={problem} />}
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      {value === null && refusal === null ? <Skeleton className="h-16 w-full" /> : null}
      <ul className="flex flex-col gap-2">
        {inOrder(value?.accounts ?? []).map((account) => (
          <li key={account.id} className="flex flex-wrap items-center gap-3 rounded-lg border border-line px-4 py-3">
            <Avatar name={account.name} email={account.address} />
            <div className="min-w-0 flex-1 basis-56">
              <p className="flex items-center gap-2">
                <span className="truncate font-medium">{account.address}</span>
                {account.isDemo ? (
                  <span className="rounded-sm bg-warn-soft px-1.5 text-xs font-medium text-warn">{t('settings.demoBadge')}</span>
                ) : null}
              </p>
              <p className="truncate text-sm text-ink-muted">
                {t('settings.incoming', { host: account.incoming.host })} · {t('settings.outgoing', { host: account.outgoing.host })}
              </p>
            </div>
            <div className="ms-auto flex flex-wrap gap-2 max-tablet:ms-0">
              {account.isDemo ? null : (
                <Button size="small" onClick={() => setOpen({ kind: account.oauth === null ? 'edit' : 'again', account })}>
                  {t(account.oauth === null ? 'settings.editAccount' : 'settings.signInAgain')}
                </Button>
              )}
              {account.isDemo ? null : (
                <Button
                  size="small"
                  aria-label={t('settings.shareNamed', { address: account.address })}
                  onClick={() => setOpen({ kind: 'share', account })}
                >
                  {t('settings.share')}
                </Button>
              )}
              <Button
                size="small"
                variant="ghost"
                className="text-danger!"
                aria-label={`${t('settings.removeAccount')} ${account.address}`}
                onClick={() => setOpen({ kind: 'remove', account })}
              >
                {t('settings.removeAccount')}
              </Button>
            </div>
            <AccountLook id={account.id as AccountId} name={account.address} />
            <AccountThreading account={account} onChanged={reload} />
          </li>
        ))}
        <SharedAccounts />
      </ul>
      <div>
        <Button icon={<Plus aria-hidden size={16} />} onClick={() => setOpen({ kind: 'add' })}>
          {t('settings.addAccount')}
        </Button>
      </div>
      <Dialog open={open?.kind === 'add'} title={t('settings.addAccount')} closeLabel={t('settings.close')} onClose={close}>
        <MailboxForm
          autoFocus
          byWindow="add"
          submitLabel={t('settings.addAccount')}
          busyLabel={t('settings.adding')}
          onCancel={{ label: t('settings.cancel'), run: close }}
          onSubmit={async (login) => {
            const told = await accountsApi.addAccount(login);
            if (told.ok) await changed(t('settings.added', { address: login.address }));
            return told.ok ? null : told.refusal;
          }}
        />
      </Dialog>
      {open?.kind === 'edit' ? (
        <EditDialog
          account={open.account}
          onClose={close}
          onDone={() => void changed(t('settings.changed', { address: open.account.address }))}
        />
      ) : null}
      {open?.kind === 'again' ? <SignInAgainDialog account={open.account} onClose={close} /> : null}
      {open?.kind === 'share' ? <ShareDialog account={open.account} onClose={close} /> : null}
      {open?.kind === 'remove' ? (
        <RemoveDialog
          account={open.account}
          onClose={close}
          onDone={() => void changed(t('settings.removed', { address: open.account.address }))}
        />
      ) : null}
    </Section>
  );
}

type ChoicesProps = { account: Account; onChanged: () => Promise<void> };

/** There once the session lists the account. */
function AccountThreading({ account, onChanged }: ChoicesProps) {
  useValue(mailClient().state);
  const mail = mailClient().account(account.id as AccountId);
  return mail === null ? null : <AccountChoices account={mail} about={account} onChanged={onChanged} />;
}

function AccountChoices({ account, about, onChanged }: { account: MailAccount; about: Account; onChanged: () => Promise<void> }) {
  useValue(account.cache.version);
  useEffect(() => void account.load(), [account]);
  return (
    <div className="basis-full border-t border-line pt-3">
      <div className="flex flex-wrap gap-x-6 gap-y-3">
        <ThreadingChoice account={account} />
        {/* a maildrop's text is all here, and searched here */}
        {about.pop3 === null ? <TextIndexChoice account={account} /> : null}
      </div>
      {about.pop3 === null ? null : (
        <div className="mt-4 border-t border-line pt-3">
          <Pop3Choices key={JSON.stringify(about.pop3)} account={{ ...about, pop3: about.pop3 }} mail={account} onSaved={onChanged} />
        </div>
      )}
      <div className="-mx-2.5 mt-3 max-w-80 empty:hidden">
        <QuotaMeter quotas={account.cache.quotas()} />
      </div>
    </div>
  );
}

type AccountDialogProps = { account: Account; onClose: () => void; onDone: () => void };

function EditDialog({ account, onClose, onDone }: AccountDialogProps) {
  const { incoming, outgoing } = account;
  return (
    <Dialog open title={t('settings.editTitle', { address: account.address })} closeLabel={t('settings.close')} onClose={onClose}>
      <MailboxForm
        account={{
          address: account.address,
          servers: {
            login: incoming.login === account.address ? '' : incoming.login,
            protocol: incoming.protocol,
            incomingHost: incoming.host,
            incomingPort: String(incoming.port),
            incomingTls: incoming.tls,
            apop: account.pop3?.apop ?? false,
            smtpHost: outgoing.host,
            smtpPort: String(outgoing.port),
            smtpTls: outgoing.tls,
          },
        }}
        submitLabel={t('settings.save')}
        busyLabel={t('settings.adding')}
        onCancel={{ label: t('settings.cancel'), run: onClose }}
        onSubmit={async ({ password, servers }) => {
          const told = await accountsApi.updateAccount(account.id, { password, servers });
          if (told.ok) onDone();
          return told.ok ? null : told.refusal;
        }}
      />
    </Dialog>
  );
}

/** The account's provider is asked once more; nothing of the account changes but that it is let in. */
function SignInAgainDialog({ account, onClose }: Omit<AccountDialogProps, 'onDone'>) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const provider = account.oauth?.name ?? '';
  return (
    <Dialog
      open
      size="small"
      title={t('settings.signInAgain')}
      closeLabel={t('settings.close')}
      onClose={onClose}
      actions={<Button onClick={onClose}>{t('settings.cancel')}</Button>}
    >
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      <p className="mb-4">{t('signIn.againInWindow', { provider })}</p>
      <ContinueWith
        name={provider}
        label={t('signIn.againWith', { provider })}
        begin={() => accountsApi.beginOAuth({ accountId: account.id })}
        onRefused={setRefusal}
      />
    </Dialog>
  );
}

function RemoveDialog({ account, onClose, onDone }: AccountDialogProps) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  async function remove(): Promise<void> {
    setBusy(true);
    const told = await accountsApi.removeAccount(account.id);
    setBusy(false);
    if (told.ok) onDone();
    else setRefusal(told.refusal);
  }
  return (
    <Dialog
      open
      size="small"
      title={t('settings.removeTitle', { address: account.address })}
      closeLabel={t('settings.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('settings.cancel')}</Button>
          <Button variant="danger" busy={busy} onClick={() => void remove()}>
            {t('settings.removeConfirm')}
          </Button>
        </>
      }
    >
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      <p>{t('settings.removeText')}</p>
      {account.pop3 === null ? null : (
        <Notice kind="warn" className="mt-3">
          {t('settings.pop3.removeText')}
        </Notice>
      )}
    </Dialog>
  );
}
