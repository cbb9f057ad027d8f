'use client';

import { useLayoutEffect, useRef, useState } from 'react';
import { t } from '#lib/client/index.ts';
import { darkColours, type MailSource, paperSheet, type RemoteImages, type RenderedMail, renderMail } from '#lib/html/index.ts';
import { classNames } from '../ui/class-names.ts';
import { drawingSteps } from './drawing-steps.ts';
import { followFrame } from './follow-frame.ts';
import { mountFrame } from './idle-frame.ts';
import { darkPaper, paperFor } from './paper-colours.ts';
import { useThemeKey } from './use-theme-key.ts';

const betweenStepsMs = 20;

export type MessageFrameProps = {
  source: MailSource;
  /** names the frame for screen readers */
  title: string;
  cidUrls: ReadonlyMap<string, string>;
  /** null = remote images stay off */
  remoteUrls: ReadonlyMap<string, string> | null;
  /** told after each drawing */
  /** the colours stay as they were sent, on white paper, where the screen is dark */
  keepsColours?: boolean;
  /** told after each drawing; `isDarkened` = colours of its own were mapped to dark paper */
  onDrawn?: (drawn: { remoteImages: RemoteImages; isTruncated: boolean; isDarkened: boolean }) => void;
};

/** One part of a mail in its sandboxed frame, as high as the mail is. */
export function MessageFrame({ source, title, cidUrls, remoteUrls, keepsColours = false, onDrawn }: MessageFrameProps) {
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
    const steps = drawingSteps(source);
    let unfollow: (() => void) | null = null;
    let painted = 0;
    let later: ReturnType<typeof setTimeout> | undefined;
    const drawNext = (): void => {
      const step = steps.shift();
      if (step === undefined) return;
      const rendered = renderMail(step.source, {
        document: shown.document,
        cidUrls,
        remoteUrls,
        foldsQuotes: steps.length === 0 && !step.isRest,
        colours,
        blockedImages: 'mark',
        labels: { showQuote: t('message.showQuote'), leadsTo: (host) => t('message.leadsTo', { host }) },
      });
      if (step.isRest) shown.document.body.append(...rendered.body.childNodes);
      else {
        setInset(draw(shown, rendered, keepsColours));
        unfollow?.();
        unfollow = followFrame(shown.frame, shown.document);
      }
      // What stands there is painted, and the page answers to whoever uses it, before it goes on.
      if (steps.length > 0) {
        painted = requestAnimationFrame(() => {
          later = setTimeout(drawNext, betweenStepsMs);
        });
        return;
      }
      const { remoteImages, isTruncated, hasOwnColours } = rendered;
      told.current?.({ remoteImages, isTruncated, isDarkened: dark !== null && hasOwnColours });
    };
    drawNext();
    return () => {
      cancelAnimationFrame(painted);
      clearTimeout(later);
      unfollow?.();
    };
  }, [shown, source, cidUrls, remoteUrls, keepsColours, theme]);

  return <div ref={box} className={classNames('min-h-5', isInset && 'overflow-hidden rounded-lg bg-[#fff]')} />;
}

/** @returns true when the paper differs from the screen around it */
function draw(shown: { frame: HTMLIFrameElement; document: Document }, rendered: RenderedMail, keepsColours: boolean): boolean {
  const { paper, isInset } = paperFor(keepsColours && rendered.hasOwnColours);
  shown.frame.style.colorScheme = paper.scheme;
  shown.document.adoptedStyleSheets = [paperSheet(shown.document, paper, { isInset }), ...rendered.sheets];
  shown.document.body.replaceWith(rendered.body);
  return isInset;
}
