'use client';

import { X } from 'lucide-react';
import { useState } from 'react';
import { type Account, deviceNotifies, mailClient, playSound, setDeviceNotifies, t } from '#lib/client/index.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useValue } from '../ui/use-value.ts';
import { Choice, Section } from './section.tsx';
import { usePreferences } from './use-preferences.ts';

const usualHours = { from: '22:00', to: '07:00' };

/** Of what somebody is told while they look elsewhere, how, and when not. */
export function NotificationsSection() {
  const { values, change } = usePreferences();
  const state = useValue(mailClient().state);
  const accounts: readonly Account[] = state.kind === 'ready' ? state.accounts : [];
  const [device, setDevice] = useState(deviceNotifies);
  const { quietHours } = values;
  return (
    <Section id="notifications" title={t('notify.title')} hint={t('notify.hint')}>
      <div>
        <Checkbox
          label={t('notify.here')}
          checked={device === 'on'}
          disabled={device === 'denied' || device === 'unsupported'}
          onChange={(event) => void setDeviceNotifies(event.target.checked).then(() => setDevice(deviceNotifies()))}
        />
        <p role="status" className="text-sm text-ink-muted">
          {device === 'denied' ? t('notify.denied') : device === 'unsupported' ? t('notify.unsupported') : ''}
        </p>
      </div>
      {accounts.map(({ id, name }) => (
        <SelectField
          key={id}
          label={t('notify.of', { name })}
          className="max-w-[400px]"
          value={values.notify[id] ?? 'all'}
          onChange={({ target }) =>
            change({ notify: { ...values.notify, [id]: target.value === 'vip' || target.value === 'none' ? target.value : 'all' } })
          }
        >
          <option value="all">{t('notify.all')}</option>
          <option value="vip">{t('notify.vip')}</option>
          <option value="none">{t('notify.none')}</option>
        </SelectField>
      ))}
      <Choice
        legend={t('notify.sound')}
        value={values.notifySound}
        options={[
          { value: 'none', label: t('notify.sound.none') },
          { value: 'bell', label: t('notify.sound.bell') },
          { value: 'drop', label: t('notify.sound.drop') },
        ]}
        onChange={(notifySound) => {
          playSound(notifySound);
          change({ notifySound });
        }}
      />
      <div>
        <Checkbox
          label={t('notify.quiet')}
          checked={quietHours !== null}
          onChange={(event) => change({ quietHours: event.target.checked ? usualHours : null })}
        />
        <p className="text-sm text-ink-muted">{t('notify.quietHint')}</p>
        {quietHours === null ? null : (
          <div className="mt-2 flex gap-3">
            {(['from', 'to'] as const).map((end) => (
              <TextField
                key={end}
                type="time"
                required
                label={t(`notify.${end}`)}
                className="w-32"
                value={quietHours[end]}
                onChange={({ target }) => target.value !== '' && change({ quietHours: { ...quietHours, [end]: target.value.slice(0, 5) } })}
              />
            ))}
          </div>
        )}
      </div>
      <VipSenders
        senders={values.vipSenders}
        onForget={(address) => change({ vipSenders: values.vipSenders.filter((each) => each !== address) })}
      />
    </Section>
  );
}

function VipSenders({ senders, onForget }: { senders: readonly string[]; onForget: (address: string) => void }) {
  return (
    <div>
      <h3 className="text-sm font-medium">{t('vip.title')}</h3>
      <p className="mt-0.5 text-sm text-ink-muted">{senders.length === 0 ? t('vip.nobody') : t('vip.hint')}</p>
      {senders.length === 0 ? null : (
        <ul className="mt-2 max-h-60 max-w-[560px] overflow-y-auto rounded-md border border-line">
          {senders.map((address) => (
            <li key={address} className="flex items-center gap-2 border-line py-1 pe-1 ps-3 text-sm not-first:border-t">
              <span className="min-w-0 flex-1 truncate">{address}</span>
              <IconButton icon={X} size="small" label={t('vip.remove', { address })} onClick={() => onForget(address)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
