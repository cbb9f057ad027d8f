import { type FormEvent, useEffect, useState } from 'react';
import { accountsApi, serverName, t } from '#lib/client/index.ts';
import type { Account, ConsoleRequest, DoctorProtocol } from '#lib/contract/index.ts';
import { Choice } from '../settings/section.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { useHydrated } from '../ui/use-hydrated.ts';
import { type Lesson, lessons } from './lessons.ts';
import { emptyServer, isServerWhole, ServerFields, type TypedServer } from './server-fields.tsx';

type Side = 'incoming' | 'outgoing';
type ConsoleFormProps = { isBusy: boolean; onConnect: (request: ConsoleRequest, address: string, lesson: Lesson | null) => void };

const protocolOf = ({ incoming }: Account, side: Side): DoctorProtocol => (side === 'incoming' ? incoming.protocol : 'smtp');

/** Whom to speak to, and whether by a lesson. */
export function ConsoleForm({ isBusy, onConnect }: ConsoleFormProps) {
  const [where, setWhere] = useState<'account' | 'server'>('account');
  const [accounts, setAccounts] = useState<Account[]>([]);
  const [accountId, setAccountId] = useState('');
  const [side, setSide] = useState<Side>('incoming');
  const [server, setServer] = useState<TypedServer>(emptyServer);
  const [lessonId, setLessonId] = useState('');
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    void accountsApi.accounts().then((told) => {
      if (!told.ok) return setWhere('server');
      setAccounts(told.value.accounts);
      setAccountId(told.value.accounts[0]?.id ?? '');
      if (told.value.accounts.length === 0) setWhere('server');
    });
  }, []);

  const account = accounts.find(({ id }) => id === accountId);
  const isReady = useHydrated() && (where === 'server' || account !== undefined);
  const protocol = account === undefined ? null : protocolOf(account, side);
  const fitting = where === 'account' ? lessons.filter((lesson) => lesson.protocol === protocol) : [];

  function submit(event: FormEvent): void {
    event.preventDefault();
    const lesson = fitting.find(({ id }) => id === lessonId) ?? null;
    if (where === 'account') {
      if (account !== undefined) onConnect({ accountId, side }, account.address, lesson);
      return;
    }
    setWrong(!isServerWhole(server));
    if (isServerWhole(server)) onConnect({ server: { ...server, host: server.host.trim(), port: Number(server.port) } }, '', null);
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Choice
        legend={t('console.where')}
        value={where}
        options={[
          { value: 'account', label: t('console.where.account') },
          { value: 'server', label: t('console.where.server') },
        ]}
        onChange={setWhere}
      />
      {where === 'account' && account !== undefined ? (
        <>
          <SelectField label={t('doctor.account')} value={accountId} onChange={(event) => setAccountId(event.target.value)}>
            {accounts.map(({ id, address }) => (
              <option key={id} value={id}>
                {address}
              </option>
            ))}
          </SelectField>
          <SelectField label={t('console.side')} value={side} onChange={(event) => setSide(event.target.value as Side)}>
            <option value="incoming">{t('console.side.incoming', { server: serverName(account.incoming) })}</option>
            <option value="outgoing">
              {t('console.side.outgoing', { server: serverName({ protocol: 'smtp', ...account.outgoing }) })}
            </option>
          </SelectField>
          <SelectField label={t('console.lesson')} value={lessonId} onChange={(event) => setLessonId(event.target.value)}>
            <option value="">{t('console.lesson.none')}</option>
            {fitting.map(({ id, title }) => (
              <option key={id} value={id}>
                {t(title)}
              </option>
            ))}
          </SelectField>
        </>
      ) : null}
      {where === 'server' ? <ServerFields server={server} isWrong={isWrong} onChange={setServer} /> : null}
      {where === 'server' && server.tls === 'plain' ? <Notice kind="warn">{t('doctor.plainWarning')}</Notice> : null}
      <div>
        <Button type="submit" variant="primary" busy={isBusy} disabled={!isReady}>
          {t('console.connect')}
        </Button>
      </div>
    </form>
  );
}
