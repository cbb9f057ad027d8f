'use client';
import { useEffect, useRef } from 'react';
import { namedKeys } from '#lib/client/index.ts';

const delayMs = 450;

/**
 * One tooltip for the whole page: whatever carries `data-tooltip` (and `data-tooltip-key`) shows it on hover and on keyboard focus.
 * The words are the accessible name already, so this is for the eye only.
 */
export function TooltipHost() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tip = box.current;
    if (tip === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current: Element | null = null;

    function hide(): void {
      clearTimeout(timer);
      current = null;
      if (tip?.matches(':popover-open')) tip.hidePopover();
    }
    function show(target: Element): void {
      const text = target.getAttribute('data-tooltip');
      if (tip === null || !text || !target.isConnected) return;
      const key = target.getAttribute('data-tooltip-key');
      const words = document.createElement('span');
      words.textContent = text;
      tip.replaceChildren(words);
      if (key) {
        const cap = document.createElement('kbd');
        cap.className = 'font-sans opacity-65';
        cap.textContent = namedKeys(key);
        tip.append(cap);
      }
      if (!tip.matches(':popover-open')) tip.showPopover();
      const at = target.getBoundingClientRect();
      const size = tip.getBoundingClientRect();
      const left = at.left + at.width / 2 - size.width / 2;
      const below = at.bottom + 6;
      tip.style.left = `${Math.max(6, Math.min(left, window.innerWidth - size.width - 6))}px`;
      tip.style.top = `${below + size.height > window.innerHeight - 6 ? at.top - size.height - 6 : below}px`;
    }
    function enter(event: Event): void {
      const target = event.target instanceof Element ? event.target.closest('[data-tooltip]') : null;
      if (target === current) return;
      hide();
      if (target === null) return;
      if (event.type === 'focusin' && !target.matches(':focus-visible')) return;
      current = target;
      timer = setTimeout(() => show(target), delayMs);
    }
    document.addEventListener('pointerover', enter);
    document.addEventListener('focusin', enter);
    document.addEventListener('focusout', hide);
    document.addEventListener('pointerdown', hide, true);
    document.addEventListener('keydown', hide, true);
    document.addEventListener('scroll', hide, true);
    return () => {
      hide();
      document.removeEventListener('pointerover', enter);
      document.removeEventListener('focusin', enter);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('pointerdown', hide, true);
      document.removeEventListener('keydown', hide, true);
      document.removeEventListener('scroll', hide, true);
    };
  }, []);
  return (
    <div
      ref={box}
      popover="manual"
      aria-hidden
      className="pointer-events-none fixed inset-auto max-w-72 open:flex gap-2 rounded-md bg-ink px-2 py-1 text-sm text-paper"
    />
  );
}
