'use client';

import { Copy, ExternalLink } from 'lucide-react';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { type Refusal, showToast, type Told, t } from '#lib/client/index.ts';
import { RefusalNotice } from '../sign-in/refusal-notice.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';

type SetUpDialogProps = {
  title: string;
  /** of what is set up, as people know it */
  name: string;
  setBy: 'environment' | 'settings' | null;
  /** the one that sets it, where the environment does */
  variable: string;
  isReady: boolean;
  save: () => Promise<Told<unknown>>;
  remove: () => Promise<Told<unknown>>;
  onClose: () => void;
  onChanged: (text: string) => Promise<void>;
  children: ReactNode;
};

/** A dialog in which an administrator sets up, changes or removes one thing that holds for everybody; what the environment says is only shown. */
export function SetUpDialog({ title, name, setBy, variable, isReady, save, remove, onClose, onChanged, children }: SetUpDialogProps) {
  const formId = useId();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isLeaving, setLeaving] = useState(false);
  async function run(deed: () => Promise<Told<unknown>>, text: string): Promise<void> {
    setBusy(true);
    const told = await deed();
    setBusy(false);
    setLeaving(false);
    setRefusal(told.ok ? null : told.refusal);
    if (told.ok) await onChanged(text);
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isReady && !busy) void run(save, t('administration.saved', { name }));
  }
  if (isLeaving)
    return (
      <Dialog
        open
        size="small"
        title={t('administration.removeTitle', { name })}
        closeLabel={t('settings.close')}
        onClose={() => setLeaving(false)}
        actions={
          <>
            <Button onClick={() => setLeaving(false)}>{t('settings.cancel')}</Button>
            <Button variant="danger" busy={busy} onClick={() => void run(remove, t('administration.removed', { name }))}>
              {t('administration.remove')}
            </Button>
          </>
        }
      >
        <p>{t('administration.removeText')}</p>
      </Dialog>
    );
  return (
    <Dialog
      open
      title={title}
      closeLabel={t('settings.close')}
      onClose={onClose}
      actions={
        setBy === 'environment' ? (
          <Button onClick={onClose}>{t('settings.close')}</Button>
        ) : (
          <>
            {setBy === null ? null : (
              <Button variant="ghost" className="me-auto text-danger!" onClick={() => setLeaving(true)}>
                {t('administration.remove')}
              </Button>
            )}
            <Button onClick={onClose}>{t('settings.cancel')}</Button>
            <Button type="submit" form={formId} variant="primary" busy={busy} disabled={!isReady}>
              {t('settings.save')}
            </Button>
          </>
        )
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
        {setBy === 'environment' ? <Notice kind="info">{t('administration.byEnvironment', { variable })}</Notice> : null}
        {refusal === null ? null : <RefusalNotice refusal={refusal} />}
        {children}
      </form>
    </Dialog>
  );
}

/** Where it is got, in plain words. */
export function HowTo({ text, site }: { text: string; site: string | null }) {
  return (
    <div>
      <p>{text}</p>
      {site === null ? null : (
        <a
          href={site}
          target="_blank"
          rel="noopener noreferrer"
          className="mt-1 inline-flex items-center gap-1 font-medium text-accent hover:underline"
        >
          {t('administration.openSite', { site: new URL(site).hostname })}
          <ExternalLink aria-hidden size={14} />
        </a>
      )}
    </div>
  );
}

/** To be copied: the provider compares it letter by letter. */
export function RedirectAddress({ url }: { url: string }) {
  const id = useId();
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(url);
    showToast({ text: t('settings.copied'), durationMs: 2_000 });
  }
  return (
    <div>
      <p id={id} className="text-sm font-medium">
        {t('administration.redirect')}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
      <div
        role="group"
        aria-labelledby={id}
        className="mt-1 flex items-center gap-2 rounded-md border border-line bg-paper-sunken py-1.5 pe-1.5 ps-3"
      >
        <code dir="ltr" className="min-w-0 flex-1 font-mono text-sm break-all select-all">
          {url}
        </code>
        <Button size="small" icon={<Copy aria-hidden size={14} />} onClick={() => void copy()}>
          {t('settings.copy')}
        </Button>
      </div>
      <p className="mt-1 text-sm text-ink-muted">{t('administration.redirectHint')}</p>
    </div>
  );
}

/** A secret is taken, and never shown. */
export function SecretField({ isKept, value, onChange }: { isKept: boolean; value: string; onChange: (value: string) => void }) {
  return (
    <TextField
      type="password"
      autoComplete="new-password"
      dir="ltr"
      label={t('administration.clientSecret')}
      hint={t(isKept ? 'administration.secretKept' : 'administration.secretNew')}
      maxLength={1_024}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

/** An empty field keeps what there is; where there is nothing, it says so. */
export const secretWish = (typed: string, isKept: boolean): { clientSecret?: string | null } =>
  typed.trim() === '' ? (isKept ? {} : { clientSecret: null }) : { clientSecret: typed.trim() };
