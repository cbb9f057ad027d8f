import { MoveHorizontal, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type Account, errorText, mailClient, readBlobOctets, t } from '#lib/client/index.ts';
import { type BlobId, isMailError } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { openPdf, type PdfFrame } from './pdf-frame.ts';
import { useThemeKey } from './use-theme-key.ts';

const maxBytes = 50_000_000;
const zoomSteps = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];

type Props = { account: Account; blobId: BlobId; title: string; onClose: () => void };

/** A PDF, drawn in a frame that has no origin and can reach nothing; its text can be selected. */
export function PdfView({ account, blobId, title, onClose }: Props) {
  const [pdf, setPdf] = useState<ArrayBuffer | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [place, setPlace] = useState<{ page: number; count: number } | null>(null);
  const [zoom, setZoom] = useState(1);
  const [lock, setLock] = useState<'asks' | 'wrong' | 'tries' | null>(null);
  const opened = useRef<PdfFrame | null>(null);
  const isGone = useRef(false);
  const theme = useThemeKey();

  useEffect(() => {
    const session = mailClient().session();
    if (session === null) return;
    isGone.current = false;
    const end = new AbortController();
    readBlobOctets(session, account.id, blobId, { maxBytes, signal: end.signal }).then(
      ({ octets, isCut }) => (isCut ? setFailure(t('viewer.failed')) : setPdf(octets.buffer)),
      (error: unknown) => {
        if (!isMailError(error)) throw error;
        if (error.kind !== 'aborted') setFailure(errorText(error));
      },
    );
    return () => {
      isGone.current = true;
      end.abort();
      opened.current?.close();
      opened.current = null;
    };
  }, [account, blobId]);

  async function open(frame: HTMLIFrameElement): Promise<void> {
    if (pdf === null || opened.current !== null) return;
    try {
      const made = await openPdf(frame, {
        pdf,
        isDark: theme.includes('dark'),
        thumbnailWidth: null,
        on(message) {
          if (isGone.current) return;
          if (message.kind === 'opened') {
            setLock(null);
            setPlace((before) => ({ page: before?.page ?? 1, count: message.pages }));
          } else if (message.kind === 'locked') setLock(message.isWrong ? 'wrong' : 'asks');
          else if (message.kind === 'page') setPlace((before) => ({ page: message.page, count: before?.count ?? message.page }));
          else if (message.kind === 'escape') onClose();
          else if (message.kind === 'failed') setFailure(t('viewer.pdfBroken'));
        },
      });
      if (isGone.current) made.close();
      else opened.current = made;
    } catch (error) {
      if (!isMailError(error)) throw error;
      if (!isGone.current) setFailure(errorText(error));
    }
  }

  function step(direction: 1 | -1): void {
    const next = direction === 1 ? zoomSteps.find((one) => one > zoom) : zoomSteps.findLast((one) => one < zoom);
    change(next ?? zoom);
  }
  function change(factor: number): void {
    setZoom(factor);
    opened.current?.zoom(factor);
  }

  if (failure !== null) return <Notice kind="warn">{failure}</Notice>;
  if (pdf === null) return <Skeleton aria-label={t('viewer.pdfOpening')} className="h-[60dvh] w-full" />;
  return (
    <div className="flex flex-col gap-2">
      <div
        className={classNames(
          'flex items-center gap-1 text-sm text-ink-muted tabular-nums',
          (lock === 'asks' || lock === 'wrong') && 'hidden',
        )}
      >
        <span role="status" className="me-auto">
          {place === null ? t('viewer.pdfOpening') : t('viewer.pdfPlace', place)}
        </span>
        <IconButton icon={ZoomOut} size="small" label={t('viewer.pdfSmaller')} disabled={zoom === zoomSteps[0]} onClick={() => step(-1)} />
        <span className="w-12 text-center">{Math.round(zoom * 100)} %</span>
        <IconButton icon={ZoomIn} size="small" label={t('viewer.pdfLarger')} disabled={zoom === zoomSteps.at(-1)} onClick={() => step(1)} />
        <IconButton icon={MoveHorizontal} size="small" label={t('viewer.pdfFit')} onClick={() => change(1)} />
      </div>
      {lock === null ? null : (
        <PasswordForm
          state={lock}
          onPassword={(password) => {
            setLock('tries');
            opened.current?.unlock(password);
          }}
        />
      )}
      <iframe
        title={title}
        src="/frame/pdf"
        sandbox="allow-scripts"
        referrerPolicy="no-referrer"
        onLoad={(event) => void open(event.currentTarget)}
        className={classNames('h-[60dvh] w-full rounded-md border border-line', lock !== null && 'invisible')}
      />
    </div>
  );
}

/** Asks for the password of a document, which goes into its frame and nowhere else. */
function PasswordForm({ state, onPassword }: { state: 'asks' | 'wrong' | 'tries'; onPassword: (password: string) => void }) {
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (state !== 'tries') field.current?.focus();
  }, [state]);
  return (
    <form
      className="flex max-w-sm flex-col items-start gap-3 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (password === '' || state === 'tries') return;
        onPassword(password);
        setPassword('');
      }}
    >
      <TextField
        ref={field}
        className="w-full"
        label={t('viewer.pdfPassword')}
        hint={t('viewer.pdfLocked')}
        error={state === 'wrong' && password === '' ? t('viewer.pdfWrongPassword') : undefined}
        type="password"
        autoComplete="off"
        maxLength={500}
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
      <Button type="submit" variant="primary" busy={state === 'tries'} disabled={password === ''}>
        {t('viewer.pdfUnlock')}
      </Button>
    </form>
  );
}
