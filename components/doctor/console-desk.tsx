import { Download, Lock, LockOpen, PhoneOff } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { downloadFile, n, serverName, t } from '#lib/client/index.ts';
import type { ConsoleInput } from '#lib/contract/index.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { explainLine } from './explain-line.ts';
import { LessonGuide } from './lesson-guide.tsx';
import { commands } from './lessons.ts';
import type { ConsoleLine, OpenConsole } from './open-console.ts';

type ConsoleDeskProps = { open: OpenConsole; onSend: (input: ConsoleInput) => Promise<void>; onHangUp: () => void; onLeave: () => void };

/** The line at work: what was said, the line to type, and beside it what can be said now or the lesson. */
export function ConsoleDesk({ open, onSend, onHangUp, onLeave }: ConsoleDeskProps) {
  const { opened, lines, state, lesson, address } = open;
  const [line, setLine] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const output = useRef<HTMLOListElement>(null);
  const { protocol } = opened.server;
  const tag = `a${lines.filter(({ direction }) => direction === 'out').length + 1}`;
  const fill = (text: string) => text.replaceAll('{address}', address || 'you@example.org').replaceAll('{tag}', tag);
  const count = lines.length;

  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows every new line
  useEffect(() => {
    if (output.current !== null) output.current.scrollTop = output.current.scrollHeight;
  }, [count]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    void onSend({ line });
    setLine('');
  }

  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-60 font-medium break-all">
          {state.isOpen ? t('console.connected', { server: serverName(opened.server) }) : t('console.closed')}
        </p>
        <p className="flex items-center gap-1.5 text-sm text-ink-muted">
          {state.isSecure ? <Lock aria-hidden size={14} /> : <LockOpen aria-hidden size={14} />}
          {t(state.isSecure ? 'console.secure' : 'console.notSecure')}
          {state.isSignedIn ? ` · ${t('console.signedIn')}` : ''}
        </p>
        {state.isOpen ? (
          <Button size="small" icon={<PhoneOff aria-hidden size={14} />} onClick={onHangUp}>
            {t('console.hangUp')}
          </Button>
        ) : (
          <Button size="small" variant="primary" onClick={onLeave}>
            {t('console.newLine')}
          </Button>
        )}
      </div>
      <div className="grid gap-5 desktop:grid-cols-[minmax(0,1fr)_300px]">
        <div className="flex min-w-0 flex-col gap-3">
          <ol
            ref={output}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard
            tabIndex={0}
            aria-label={t('console.output')}
            aria-live="polite"
            className="h-[46dvh] min-h-64 overflow-auto rounded-lg border border-line bg-paper-sunken p-3 font-mono text-xs leading-5 select-text"
          >
            {lines.map((each, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a transcript only grows at its end
              <Line key={index} line={each} protocol={protocol} />
            ))}
          </ol>
          <form onSubmit={submit} className="flex gap-2">
            <input
              ref={input}
              aria-label={t('console.line')}
              placeholder={t('console.empty')}
              dir="auto"
              value={line}
              disabled={!state.isOpen}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setLine(event.target.value)}
              className="h-9 min-w-0 flex-1 rounded-md border border-line-strong bg-paper px-2.5 font-mono text-sm placeholder:text-ink-faint"
            />
            <Button type="submit" className="h-9" disabled={!state.isOpen}>
              {t('console.send')}
            </Button>
          </form>
          <div className="flex flex-wrap gap-2">
            {state.isOpen && !state.isSecure ? (
              <Button size="small" data-tooltip={t('console.startTlsHint')} onClick={() => void onSend({ act: 'starttls' })}>
                {t('console.startTls')}
              </Button>
            ) : null}
            {state.isOpen && opened.canSignIn && !state.isSignedIn ? (
              <Button size="small" onClick={() => void onSend({ act: 'sign-in' })}>
                {t('console.signIn')}
              </Button>
            ) : null}
            <Button
              size="small"
              variant="ghost"
              icon={<Download aria-hidden size={14} />}
              onClick={() => download(lines, opened.server.host)}
            >
              {t('console.download')}
            </Button>
          </div>
        </div>
        {lesson === null ? (
          <section aria-label={t('console.commands')} className="min-w-0">
            <h2 className="mb-2 text-sm font-semibold">{t('console.commands')}</h2>
            <ul className="flex flex-col gap-px">
              {commands[protocol]
                .filter(({ when }) => when === undefined || when(state))
                .map((command) => (
                  <li key={command.line}>
                    <button
                      type="button"
                      disabled={!state.isOpen}
                      onClick={() => {
                        setLine(fill(command.line));
                        input.current?.focus();
                      }}
                      className="w-full rounded-md px-2 py-1.5 text-start text-sm enabled:hover:bg-paper-hover disabled:opacity-60"
                    >
                      <bdi dir="ltr" className="block font-mono text-xs wrap-anywhere">
                        {fill(command.line)}
                      </bdi>
                      <span className="block text-ink-muted">{t(command.why)}</span>
                    </button>
                  </li>
                ))}
            </ul>
          </section>
        ) : (
          <LessonGuide
            lesson={lesson}
            isSecureFromTheStart={opened.server.tls !== 'starttls'}
            isOpen={state.isOpen}
            fill={fill}
            onSend={onSend}
          />
        )}
      </div>
    </>
  );
}

function Line({ line: { atMs, direction, text }, protocol }: { line: ConsoleLine; protocol: OpenConsole['opened']['server']['protocol'] }) {
  const meaning = direction === 'in' ? explainLine(protocol, text) : null;
  return (
    <li className="flex gap-2">
      <span className="w-12 shrink-0 text-end text-ink-faint tabular-nums">{n(atMs)}</span>
      <span className={classNames('w-12 shrink-0', direction === 'out' ? 'text-accent' : 'text-ok')}>
        {direction === 'out' ? t('console.we') : direction === 'in' ? t('console.server') : ''}
      </span>
      <span className="min-w-0 flex-1">
        <span
          dir={direction === 'note' ? 'auto' : 'ltr'}
          className={classNames('block text-start wrap-anywhere whitespace-pre-wrap', direction === 'note' && 'text-ink-muted italic')}
        >
          {text}
        </span>
        {meaning === null ? null : <span className="block font-sans text-ink-muted">{t(meaning)}</span>}
      </span>
    </li>
  );
}

/** The transcript as a file; secrets never came to the browser. */
function download(lines: readonly ConsoleLine[], host: string): void {
  const marks = { in: 'S:', out: 'C:', note: '--' };
  const text = lines.map(({ atMs, direction, text: line }) => `${String(atMs).padStart(7)} ${marks[direction]} ${line}\n`).join('');
  downloadFile(new Blob([text], { type: 'text/plain' }), `transcript-${host}.txt`);
}
