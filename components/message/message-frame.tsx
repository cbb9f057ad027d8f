'use client';

import { useLayoutEffect, useRef, useState } from 'react';
import { t } from '#lib/client/index.ts';
import { darkColours, type MailSource, paperSheet, type RemoteImages, type RenderedMail, renderInPieces } from '#lib/html/index.ts';
import { classNames } from '../ui/class-names.ts';
import { followFrame } from './follow-frame.ts';
import { mountFrame } from './idle-frame.ts';
import { darkPaper, paperFor } from './paper-colours.ts';
import { useThemeKey } from './use-theme-key.ts';

const betweenStepsMs = 10;
/** Long mail is cleaned for so long, then what is there is painted and the page answers to whoever uses it, and so on. */
const stepMs = 25;

export type MessageFrameProps = {
  source: MailSource;
  /** names the frame for screen readers */
  title: string;
  cidUrls: ReadonlyMap<string, string>;
  /** null = remote images stay off */
  remoteUrls: ReadonlyMap<string, string> | null;
  /** the quote at the end stands open: it is what was sent */
  isForwarded?: boolean;
  /** the colours stay as they were sent, on white paper, where the screen is dark */
  keepsColours?: boolean;
  /** told after each drawing; `isDarkened` = colours of its own were mapped to dark paper */
  onDrawn?: (drawn: { remoteImages: RemoteImages; isTruncated: boolean; isDarkened: boolean }) => void;
};

/** One part of a mail in its sandboxed frame, as high as the mail is. */
export function MessageFrame({
  source,
  title,
  cidUrls,
  remoteUrls,
  isForwarded = false,
  keepsColours = false,
  onDrawn,
}: MessageFrameProps) {
  const box = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<{ frame: HTMLIFrameElement; document: Document } | null>(null);
  const [isInset, setInset] = useState(false);
  const theme = useThemeKey();
  const told = useRef(onDrawn);
  told.current = onDrawn;

  useLayoutEffect(() => {
    if (box.current === null) return;
    const unmount = mountFrame(box.current, (frame, document) => {
      frame.className = 'block w-full border-0';
      setShown({ frame, document });
    });
    return () => {
      unmount();
      setShown(null);
    };
  }, []);

  useLayoutEffect(() => {
    if (shown === null) return;
    shown.frame.title = title;
  }, [shown, title]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides about the colours that `paperFor` reads
  useLayoutEffect(() => {
    if (shown === null || shown.document.defaultView === null) return;
    const dark = keepsColours ? null : darkPaper();
    const colours = dark === null ? null : darkColours(document, dark.background);
    const mail = renderInPieces(source, {
      document: shown.document,
      cidUrls,
      remoteUrls,
      foldsQuotes: !isForwarded,
      colours,
      blockedImages: 'mark',
      labels: { showQuote: t('message.showQuote'), leadsTo: (host) => t('message.leadsTo', { host }) },
    });
    let unfollow: (() => void) | null = null;
    let hadColours = false;
    let painted = 0;
    let later: ReturnType<typeof setTimeout> | undefined;
    const goOn = (): void => {
      const untilMs = performance.now() + stepMs;
      while (!mail.isWhole() && performance.now() < untilMs) mail.goOn();
      if (unfollow === null) {
        hadColours = mail.soFar().hasOwnColours;
        shown.document.body.replaceWith(mail.soFar().body);
        setInset(dress(shown, mail.soFar(), keepsColours));
        unfollow = followFrame(shown.frame, shown.document);
      }
      if (mail.isWhole()) onWhole();
      else
        painted = requestAnimationFrame(() => {
          later = setTimeout(goOn, betweenStepsMs);
        });
    };
    const onWhole = (): void => {
      const { remoteImages, isTruncated, hasOwnColours } = mail.soFar();
      // The first colours may come late in the mail.
      if (keepsColours && hasOwnColours !== hadColours) setInset(dress(shown, mail.soFar(), keepsColours));
      told.current?.({ remoteImages, isTruncated, isDarkened: dark !== null && hasOwnColours });
    };
    goOn();
    return () => {
      cancelAnimationFrame(painted);
      clearTimeout(later);
      unfollow?.();
    };
  }, [shown, source, cidUrls, remoteUrls, keepsColours, theme]);

  return <div ref={box} className={classNames('min-h-5', isInset && 'overflow-hidden rounded-lg bg-[#fff]')} />;
}

/** @returns true when the paper differs from the screen around it */
function dress(shown: { frame: HTMLIFrameElement; document: Document }, rendered: RenderedMail, keepsColours: boolean): boolean {
  const { paper, isInset } = paperFor(keepsColours && rendered.hasOwnColours);
  shown.frame.style.colorScheme = paper.scheme;
  shown.document.adoptedStyleSheets = [paperSheet(shown.document, paper, { isInset }), ...rendered.sheets];
  return isInset;
}
