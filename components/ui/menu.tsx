import { Check, type LucideIcon } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { namedKeys, shownKey } from '#lib/client/index.ts';
import { classNames } from './class-names.ts';
import { isRightToLeft } from './direction.ts';

export type MenuItem =
  | {
      kind?: 'item';
      key: string;
      label: string;
      icon?: LucideIcon;
      shortcut?: string;
      /** makes it an item with a tick: one of several, or with `isToggle` on or off by itself */
      checked?: boolean;
      isToggle?: boolean;
      danger?: boolean;
      disabled?: boolean;
      /** levels of indent, for folder trees */
      depth?: number;
      onSelect: () => void;
    }
  | { kind: 'separator'; key: string }
  | { kind: 'heading'; key: string; label: string };

type TriggerProps = {
  ref: (element: HTMLElement | null) => void;
  onClick: () => void;
  'aria-haspopup': 'menu';
  'aria-expanded': boolean;
  'aria-controls': string | undefined;
};

export type MenuProps = {
  label: string;
  items: MenuItem[];
  /** draws the trigger; spread the props on its button */
  trigger: (props: TriggerProps) => ReactNode;
  align?: 'start' | 'end';
  /** the keyboard can open it too: pass both to steer it from outside */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

const gap = 4;
const margin = 8;

/** A menu button (WAI-ARIA menu pattern) in the top layer; arrows, Home, End, letters and Esc work. */
export function Menu({ label, items, trigger, align = 'start', open: openFromOutside, onOpenChange }: MenuProps) {
  const [openInside, setOpenInside] = useState(false);
  const open = openFromOutside ?? openInside;
  const menuId = useId();
  const triggerElement = useRef<HTMLElement | null>(null);
  function setOpen(next: boolean): void {
    setOpenInside(next);
    onOpenChange?.(next);
  }
  return (
    <>
      {trigger({
        ref: (element) => {
          triggerElement.current = element;
        },
        onClick: () => setOpen(!open),
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        'aria-controls': open ? menuId : undefined,
      })}
      {open ? (
        <MenuList
          id={menuId}
          label={label}
          items={items}
          align={align}
          anchor={() => triggerElement.current}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}

export type MenuListProps = {
  id?: string;
  label: string;
  items: MenuItem[];
  align?: 'start' | 'end';
  /** what it hangs on: an element, or a point of the window (context menus) */
  anchor: () => HTMLElement | { x: number; y: number } | null;
  onClose: () => void;
};

/** The open list alone, for context menus and menus opened by a key. */
export function MenuList({ id, label, items, align = 'start', anchor, onClose }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(null);
  const typed = useRef({ text: '', atMs: 0 });
  const close = useRef(onClose);
  close.current = onClose;
  const place = useRef(anchor);

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    before.current = document.activeElement;
    element.showPopover();
    const target = place.current();
    const box = element.getBoundingClientRect();
    const at =
      target instanceof HTMLElement
        ? target.getBoundingClientRect()
        : new DOMRect(target?.x ?? (window.innerWidth - box.width) / 2, target?.y ?? window.innerHeight / 4, 0, 0);
    const left = (align === 'end') === isRightToLeft() ? at.left : at.right - box.width;
    const below = at.bottom + gap;
    const top = below + box.height > window.innerHeight - margin ? Math.max(margin, at.top - gap - box.height) : below;
    element.style.left = `${Math.max(margin, Math.min(left, window.innerWidth - box.width - margin))}px`;
    element.style.top = `${top}px`;
    const checked = element.querySelector<HTMLElement>('[aria-checked="true"]');
    (checked ?? element.querySelector<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"])'))?.focus();
    return () => {
      if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
    };
  }, [align]);

  useEffect(() => {
    function onPointerDown(event: PointerEvent): void {
      const target = event.target;
      if (!(target instanceof Node) || list.current?.contains(target)) return;
      const trigger = place.current();
      if (trigger instanceof HTMLElement && trigger.contains(target)) return;
      close.current();
    }
    const shut = () => close.current();
    document.addEventListener('pointerdown', onPointerDown, true);
    window.addEventListener('resize', shut);
    return () => {
      document.removeEventListener('pointerdown', onPointerDown, true);
      window.removeEventListener('resize', shut);
    };
  }, []);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"])')];
    const now = all.indexOf(document.activeElement as HTMLElement);
    const go = (index: number) => all[(index + all.length) % all.length]?.focus();
    event.stopPropagation();
    switch (event.key) {
      case 'ArrowDown':
        go(now + 1);
        break;
      case 'ArrowUp':
        go(now < 0 ? all.length - 1 : now - 1);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(all.length - 1);
        break;
      case 'Escape':
      case 'Tab':
        close.current();
        break;
      default: {
        if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey) return;
        const fresh = event.timeStamp - typed.current.atMs > 700;
        typed.current = { text: (fresh ? '' : typed.current.text) + event.key.toLowerCase(), atMs: event.timeStamp };
        all.find((item) => item.textContent?.trim().toLowerCase().startsWith(typed.current.text))?.focus();
      }
    }
    event.preventDefault();
  }

  return (
    <div
      ref={list}
      id={id}
      role="menu"
      tabIndex={-1}
      aria-label={label}
      popover="manual"
      onKeyDown={onKeyDown}
      className="fixed inset-auto max-h-[min(85dvh,600px)] min-w-44 max-w-80 overflow-y-auto rounded-lg bg-paper-raised p-1 text-ink shadow-float outline-none animate-appear"
    >
      {items.map((item) => {
        if (item.kind === 'separator') return <hr key={item.key} className="my-1 border-line" />;
        if (item.kind === 'heading')
          return (
            <div key={item.key} className="px-2.5 pt-2 pb-1 text-xs font-medium text-ink-muted">
              {item.label}
            </div>
          );
        const Icon = item.icon;
        return (
          // biome-ignore lint/a11y/useAriaPropsSupportedByRole: a role that can be checked is there whenever aria-checked is given
          <button
            key={item.key}
            type="button"
            role={item.checked === undefined ? 'menuitem' : item.isToggle === true ? 'menuitemcheckbox' : 'menuitemradio'}
            aria-checked={item.checked}
            aria-disabled={item.disabled || undefined}
            tabIndex={-1}
            onClick={() => {
              if (item.disabled) return;
              close.current();
              item.onSelect();
            }}
            onPointerMove={(event) => event.currentTarget.focus()}
            data-depth={item.depth || undefined}
            className={classNames(
              'flex w-full items-center gap-2.5 rounded-md px-2.5 py-1.5 text-start outline-none focus:bg-paper-hover aria-disabled:opacity-45',
              item.danger && 'text-danger',
              item.depth === 1 && 'ps-6',
              item.depth === 2 && 'ps-10',
              (item.depth ?? 0) > 2 && 'ps-14',
            )}
          >
            {Icon ? <Icon aria-hidden size={16} strokeWidth={1.75} className={item.danger ? '' : 'text-ink-muted'} /> : null}
            <span className="min-w-0 flex-1 truncate">{item.label}</span>
            <ItemKey usual={item.shortcut} />
            {item.checked ? <Check aria-hidden size={15} className="text-accent" /> : null}
          </button>
        );
      })}
    </div>
  );
}

function ItemKey({ usual }: { usual: string | undefined }) {
  const key = shownKey(usual);
  return key === undefined ? null : <kbd className="font-sans text-xs text-ink-muted">{namedKeys(key)}</kbd>;
}
