'use client';

import { X } from 'lucide-react';
import { useId, useState } from 'react';
import { t } from '#lib/client/index.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { AccountFormats } from './account-formats.tsx';
import { Choice, Section } from './section.tsx';
import { usePreferences } from './use-preferences.ts';

/** What happens when mail is read and written. */
export function WritingSection() {
  const { values, change } = usePreferences();
  const [dragged, setDragged] = useState<number | null>(null);
  const id = useId();
  const seconds = dragged ?? values.undoSeconds;
  const keep = () => {
    if (dragged !== null && dragged !== values.undoSeconds) change({ undoSeconds: dragged });
    setDragged(null);
  };
  return (
    <Section id="writing" title={t('settings.writing')}>
      <div className="max-w-[400px]">
        <div className="flex items-baseline justify-between">
          <label htmlFor={id} className="text-sm font-medium">
            {t('settings.undoSeconds')}
          </label>
          <output htmlFor={id} className="text-sm text-ink-muted tabular-nums">
            {t('settings.undoValue', { seconds })}
          </output>
        </div>
        <input
          id={id}
          type="range"
          min={0}
          max={30}
          step={1}
          value={seconds}
          aria-valuetext={t('settings.undoValue', { seconds })}
          onChange={(event) => setDragged(Number(event.target.value))}
          onPointerUp={keep}
          onKeyUp={keep}
          onBlur={keep}
          className="mt-2 w-full"
        />
      </div>
      <Choice
        legend={t('settings.composeFormat')}
        value={values.composeFormat}
        options={[
          { value: 'rich', label: t('settings.format.rich') },
          { value: 'plain', label: t('settings.format.plain') },
        ]}
        onChange={(composeFormat) => change({ composeFormat })}
      />
      <AccountFormats />
      <Choice
        legend={t('settings.remoteImages')}
        hint={t('settings.imagesHint')}
        value={values.remoteImages}
        options={[
          { value: 'ask', label: t('settings.images.ask') },
          { value: 'never', label: t('settings.images.never') },
        ]}
        onChange={(remoteImages) => change({ remoteImages })}
      />
      {values.remoteImages === 'never' || values.imageSenders.length === 0 ? null : (
        <ImageSenders
          senders={values.imageSenders}
          onForget={(address) => change({ imageSenders: values.imageSenders.filter((each) => each !== address) })}
        />
      )}
      <Checkbox
        label={t('settings.groupByThread')}
        checked={values.groupByThread}
        onChange={(event) => change({ groupByThread: event.target.checked })}
      />
      <EmailLinks />
    </Section>
  );
}

function ImageSenders({ senders, onForget }: { senders: readonly string[]; onForget: (address: string) => void }) {
  return (
    <details>
      <summary className="cursor-pointer text-sm font-medium">{t('settings.imageSenders', { count: senders.length })}</summary>
      <ul className="mt-2 max-h-60 max-w-[560px] overflow-y-auto rounded-md border border-line">
        {senders.map((address) => (
          <li key={address} className="flex items-center gap-2 border-line py-1 pe-1 ps-3 text-sm not-first:border-t">
            <span className="min-w-0 flex-1 truncate">{address}</span>
            <IconButton icon={X} size="small" label={t('settings.forgetImageSender', { address })} onClick={() => onForget(address)} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The browser asks the person, and keeps the answer; a page never learns it. */
function EmailLinks() {
  const [isAsked, setAsked] = useState(false);
  if (typeof navigator === 'undefined' || !('registerProtocolHandler' in navigator)) return null;
  return (
    <div>
      <p className="text-sm font-medium">{t('settings.emailLinks')}</p>
      <p className="mt-0.5 mb-2 max-w-[560px] text-sm text-ink-muted">{t('settings.emailLinksHint')}</p>
      <Button
        onClick={() => {
          navigator.registerProtocolHandler('mailto', `${window.location.origin}/mail?compose=%s`);
          setAsked(true);
        }}
      >
        {t('settings.emailLinksAsk')}
      </Button>
      <p role="status" className="mt-1.5 text-sm text-ink-muted">
        {isAsked ? t('settings.emailLinksAsked') : ''}
      </p>
    </div>
  );
}
