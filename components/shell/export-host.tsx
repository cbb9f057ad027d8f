import { useState } from 'react';
import { Button, Dialog, useValue } from '#components/ui/index.ts';
import { downloadFrom, type ExportWish, errorText, exportWanted, prepareExport, showToast, t, wantExport } from '#lib/client/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { safeFileName } from '../message/file-name.ts';

/** Asks what kind of file an export shall be, as soon as somebody wants one. */
export function ExportHost() {
  const wish = useValue(exportWanted);
  return wish === null ? null : <ExportDialog wish={wish} />;
}

const kinds = [
  { format: 'mbox', label: 'export.mbox', hint: 'export.mboxHint' },
  { format: 'zip', label: 'export.zip', hint: 'export.zipHint' },
] as const;
type Format = (typeof kinds)[number]['format'];

function ExportDialog({ wish }: { wish: ExportWish }) {
  const [format, setFormat] = useState<Format>('mbox');
  const [isBusy, setBusy] = useState(false);
  const close = () => wantExport(null);

  async function start(): Promise<void> {
    setBusy(true);
    try {
      const count = await downloadAll(wish, format, () => exportWanted.get() === wish);
      if (exportWanted.get() !== wish) return;
      close();
      showToast({ kind: 'success', text: t('export.begun', { count }), detail: t('export.begunText') });
    } catch (error) {
      if (!isMailError(error)) throw error;
      const detail = error.kind === 'not-found' ? t('export.nothing') : errorText(error);
      showToast({ kind: 'error', text: t('export.failed'), detail });
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      size="small"
      title={t('export.title')}
      closeLabel={t('shell.close')}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{t('destroy.cancel')}</Button>
          <Button variant="primary" disabled={isBusy} onClick={() => void start()}>
            {isBusy ? t('export.preparing') : t('export.do')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p dir="auto">{wish.count === null ? t('export.all', { name: wish.name }) : t('export.messages', { count: wish.count })}</p>
        <fieldset className="flex flex-col gap-3">
          <legend className="mb-2 text-sm font-medium">{t('export.format')}</legend>
          {kinds.map((kind) => (
            <label key={kind.format} className="flex cursor-pointer items-start gap-2.5">
              <input
                type="radio"
                name="format"
                checked={format === kind.format}
                onChange={() => setFormat(kind.format)}
                className="mt-1 size-4 shrink-0 accent-accent"
              />
              <span className="flex min-w-0 flex-col">
                <span>{t(kind.label)}</span>
                <span className="text-sm text-ink-muted">{t(kind.hint)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {wish.parts.length > 1 ? <p className="text-sm text-ink-muted">{t('export.perAccount')}</p> : null}
      </div>
    </Dialog>
  );
}

/** Every account's file is asked for before the first download begins. @returns how many messages there are. @throws MailError */
async function downloadAll({ parts, name }: ExportWish, format: Format, mayStill: () => boolean): Promise<number> {
  const files: { url: string; name: string; count: number }[] = [];
  for (const part of parts) {
    const own = safeFileName(parts.length === 1 ? name : `${name} - ${part.account.name}`, 'messages');
    try {
      files.push({ ...(await prepareExport(part, { format, name: own })), name: `${own}.${format}` });
    } catch (error) {
      // One account has nothing in it; another may.
      if (!isMailError(error) || error.kind !== 'not-found' || (part === parts.at(-1) && files.length === 0)) throw error;
    }
  }
  if (!mayStill()) return 0;
  for (const file of files) downloadFrom(file.url, file.name);
  return files.reduce((sum, { count }) => sum + count, 0);
}
