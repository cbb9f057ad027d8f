'use client';

import { ChevronRight, Eye, EyeOff } from 'lucide-react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { accountsApi, type Refusal, rememberDoor, t } from '#lib/client/index.ts';
import type { DoctorServer, MailboxLoginRequest, ManualServers, RoadsToExamine } from '#lib/contract/index.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useHydrated } from '../ui/use-hydrated.ts';
import { ContinueWith } from './continue-with.tsx';
import { FoundNotice, type FoundState, incomingOf, isFromTable, ProviderNeeds, protocolsOf } from './found-servers.tsx';
import { ProtocolChoice } from './protocol-choice.tsx';
import { RefusalNotice } from './refusal-notice.tsx';
import { emptyServerFields, isPort, type ServerFields, toManualServers, withServers } from './server-fields.ts';
import { ServerSettings, type WrongServers } from './server-settings.tsx';
import { WayIn } from './way-in.tsx';

export type MailboxFormProps = {
  submitLabel: string;
  busyLabel: string;
  size?: 'medium' | 'large';
  /** an account that exists: its address cannot be changed, its servers stand in the fields */
  account?: { address: string; servers: ServerFields } | null;
  autoFocus?: boolean;
  /** @returns why it was refused, or null when it worked */
  onSubmit: (login: MailboxLoginRequest) => Promise<Refusal | null>;
  onCancel?: { label: string; run: () => void } | null;
  /** what the provider's own sign-in window opens: a session, or one more account; null: it is not offered */
  byWindow?: 'sign-in' | 'add' | null;
};

/** A sign-in that takes longer is looked into while it goes on. */
const slowMs = 3_000;
/** Where a road ends before the sign-in itself: what else works there is worth a look that nobody has to ask for. */
const onTheWay = new Set(['dns', 'tcp', 'tls', 'greeting', 'capabilities', 'starttls']);

type Wrong = WrongServers & Partial<Record<'address' | 'password' | 'agree', string>>;

/** Address, password, and the servers behind a disclosure. Signing in, adding an account and changing one are the same form. */
export function MailboxForm({
  submitLabel,
  busyLabel,
  size = 'medium',
  account = null,
  autoFocus = false,
  onSubmit,
  onCancel = null,
  byWindow = null,
}: MailboxFormProps) {
  const [address, setAddress] = useState(account?.address ?? '');
  const [password, setPassword] = useState('');
  const [servers, setServers] = useState(account?.servers ?? emptyServerFields);
  const [showsServers, setShowsServers] = useState(account !== null);
  const [showsPassword, setShowsPassword] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Wrong>({});
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  /** null while nobody was asked, or nothing is known */
  const [known, setKnown] = useState<FoundState | null>(null);
  /** the roads that are looked into; null: they are not */
  const [way, setWay] = useState<RoadsToExamine | null>(null);
  const attempts = useRef(0);
  const lookUp = useRef<{ address: string; answer: Promise<FoundState | null> } | null>(null);
  const serversId = useId();
  const wayId = useId();
  const form = useRef<HTMLFormElement>(null);
  const hydrated = useHydrated();
  const isKnown = known !== null && known.address === address.trim() && !showsServers;
  const offer = isKnown && byWindow !== null ? known.found.oauth : null;
  const isWindowOnly = offer !== null && known?.found.takesPassword === false;

  // What the browser filled in, or somebody typed, before the script was there.
  useEffect(() => {
    const early = (name: string) => form.current?.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value;
    setAddress((known) => early('username') || known);
    setPassword((known) => early('password') || known);
  }, []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || isWindowOnly) return;
    const found = findWrong({ address, password, servers: showsServers ? servers : null, needsHost: account !== null });
    setWrong(found);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    setBusy(true);
    const byHand = showsServers ? toManualServers(servers) : null;
    const lookedUp = byHand === null ? await findServers() : null;
    if (lookedUp !== null && lookedUp.found.strangers.length > 0 && !lookedUp.isAgreed) {
      setBusy(false);
      setWrong({ agree: t('signIn.agreeFirst') });
      return;
    }
    await attempt({ address: address.trim(), ...settingsOf(byHand, lookedUp) });
  }

  async function attempt(roads: RoadsToExamine): Promise<void> {
    const mine = ++attempts.current;
    setBusy(true);
    setRefusal(null);
    setWay(null);
    const slow = setTimeout(() => setWay(roads), slowMs);
    const refused = await onSubmit({ ...roads, password });
    clearTimeout(slow);
    // Another way was taken meanwhile, and its answer counts.
    if (refused === null || mine !== attempts.current) return;
    setBusy(false);
    setRefusal(refused);
    setWay(onTheWay.has(refused.stage ?? '') ? roads : null);
    // The tables do not know the provider: the way on is by hand.
    if (refused.kind === 'not-found') setShowsServers(true);
  }

  /** What the Doctor found to work. */
  function take(found: readonly DoctorServer[]): void {
    const next = withServers(servers, address.trim(), found);
    setServers(next);
    setShowsServers(true);
    void attempt({ address: address.trim(), servers: toManualServers(next), protocol: null });
  }

  /** The servers of the address that stands there, asked for once; null where an account has its own, or nobody knows them. */
  async function findServers(): Promise<FoundState | null> {
    const asked = address.trim();
    if (account !== null || !/^[^@]+@[^@.]+\.[^@]+$/.test(asked)) return null;
    if (known?.address === asked) return known;
    if (lookUp.current?.address !== asked) lookUp.current = { address: asked, answer: askFor(asked) };
    const state = await lookUp.current.answer;
    setKnown(state);
    return state;
  }

  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate method="post" className="flex flex-col gap-4">
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      {way === null ? null : <WayIn roads={way} isWaiting={refusal === null} onUse={take} />}
      <TextField
        label={t('signIn.address')}
        type="email"
        name="username"
        autoComplete="username"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        placeholder={t('signIn.addressHint')}
        autoFocus={autoFocus}
        value={address}
        readOnly={account !== null}
        error={wrong.address}
        onChange={(event) => setAddress(event.target.value)}
        onBlur={() => void findServers()}
      />
      {offer !== null && known !== null ? (
        <>
          <ContinueWith
            name={offer.name}
            size={size}
            begin={async () => {
              const told = await accountsApi.beginOAuth({ address: known.address, protocol: known.protocol, adds: byWindow === 'add' });
              if (told.ok && byWindow === 'sign-in') rememberDoor({ kind: 'window' });
              return told;
            }}
            onRefused={setRefusal}
          />
          <p className="text-sm text-ink-muted">
            {t(isWindowOnly ? 'signIn.windowOnly' : 'signIn.orByPassword', { provider: offer.name })}
          </p>
        </>
      ) : null}
      <TextField
        className={isWindowOnly ? 'hidden' : undefined}
        label={t('signIn.password')}
        type={showsPassword ? 'text' : 'password'}
        name="password"
        autoComplete="current-password"
        value={password}
        error={wrong.password}
        onChange={(event) => setPassword(event.target.value)}
        trailing={
          <IconButton
            icon={showsPassword ? EyeOff : Eye}
            size="small"
            className="-me-1.5"
            label={showsPassword ? t('signIn.hidePassword') : t('signIn.showPassword')}
            onClick={() => setShowsPassword(!showsPassword)}
          />
        }
      />
      {isKnown ? (
        <>
          {isWindowOnly ? null : <ProviderNeeds found={known.found} />}
          {isFromTable(known.found) ? null : (
            <FoundNotice
              id={wayId}
              state={known}
              isWrong={wrong.agree !== undefined}
              onAgree={(isAgreed) => {
                setKnown({ ...known, isAgreed });
                setWrong({});
              }}
            />
          )}
          {protocolsOf(known.found).length > 1 ? (
            <ProtocolChoice name={wayId} value={known.protocol} onChange={(protocol) => setKnown({ ...known, protocol })} />
          ) : null}
        </>
      ) : null}
      <div>
        <button
          type="button"
          aria-expanded={showsServers}
          aria-controls={serversId}
          onClick={() => setShowsServers(!showsServers)}
          className="-ms-1 inline-flex items-center gap-1 rounded-sm px-1 py-0.5 text-sm font-medium text-ink-muted hover:text-ink"
        >
          <ChevronRight
            aria-hidden
            size={14}
            className={classNames('transition-transform duration-100', showsServers && 'rotate-90 rtl:-rotate-90')}
          />
          {t('signIn.servers')}
        </button>
        {showsServers ? (
          <ServerSettings id={serversId} servers={servers} wrong={wrong} before={account?.servers.protocol ?? null} onChange={setServers} />
        ) : null}
      </div>
      <div className={classNames('flex gap-2', size === 'large' ? 'flex-col' : 'justify-end')}>
        {onCancel === null ? null : (
          <Button variant="ghost" size={size} onClick={onCancel.run}>
            {onCancel.label}
          </Button>
        )}
        <Button
          type="submit"
          variant={offer === null ? 'primary' : 'secondary'}
          size={size}
          busy={busy}
          disabled={!hydrated}
          className={classNames(size === 'large' && 'w-full', !hydrated && 'disabled:opacity-100', isWindowOnly && 'hidden')}
        >
          {busy ? busyLabel : submitLabel}
        </Button>
      </div>
    </form>
  );
}

async function askFor(address: string): Promise<FoundState | null> {
  const told = await accountsApi.discover(address);
  const found = told.ok ? told.value.found : null;
  return found === null ? null : { address, found, protocol: found.incoming.protocol, isAgreed: false };
}

/** By hand, else what was found; what a table knows the gateway takes from it itself. */
function settingsOf(byHand: ManualServers | null, lookedUp: FoundState | null): Pick<MailboxLoginRequest, 'servers' | 'protocol'> {
  if (byHand !== null || lookedUp === null) return { servers: byHand, protocol: null };
  const { found, protocol } = lookedUp;
  if (isFromTable(found)) return { servers: null, protocol };
  return { servers: { incoming: incomingOf(found, protocol), outgoing: found.outgoing }, protocol: null };
}

function findWrong({
  address,
  password,
  servers,
  needsHost,
}: {
  address: string;
  password: string;
  servers: ServerFields | null;
  /** an account that exists: nothing is looked up for it */
  needsHost: boolean;
}): Wrong {
  const wrong: Wrong = {};
  if (address.trim().length < 3) wrong.address = t('signIn.missingAddress');
  if (password === '') wrong.password = t('signIn.missingPassword');
  if (
    servers !== null &&
    (needsHost || servers.smtpHost.trim() !== '' || servers.login.trim() !== '') &&
    servers.incomingHost.trim() === ''
  )
    wrong.incomingHost = t('signIn.missingHost', { protocol: t(`signIn.protocol.${servers.protocol}`) });
  if (servers !== null && !isPort(servers.incomingPort)) wrong.incomingPort = t('signIn.badPort');
  if (servers !== null && !isPort(servers.smtpPort)) wrong.smtpPort = t('signIn.badPort');
  return wrong;
}
