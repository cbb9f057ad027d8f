'use client';

import { RotateCcw } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { commaList, conflictsOf, type KeyCommand, keyOf, type OwnKeys, t, usualKeys } from '#lib/client/index.ts';
import { commandLabel, keyGroups } from '../shell/key-groups.ts';
import { WrittenKey } from '../shell/keys-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Section } from './section.tsx';
import { usePreferences } from './use-preferences.ts';

/** A second key follows the first one that soon. */
const chordMs = 900;

/** Which key does what, each to be changed. */
export function KeysSection() {
  const { values, change } = usePreferences();
  const own: OwnKeys = values.keys;
  const give = (command: KeyCommand, key: string | null): void => {
    const { [command]: _, ...others } = own;
    change({ keys: key === null || key === usualKeys[command] ? others : { ...others, [command]: key } });
  };
  return (
    <Section id="keys" title={t('keys.title')} hint={t('keys.hint')}>
      {keyGroups.map((group) => (
        <section key={group.title} aria-label={t(group.title)}>
          <h3 className="mb-1 text-sm font-medium">{t(group.title)}</h3>
          <ul className="max-w-[560px] rounded-md border border-line">
            {group.commands.map((command) => (
              <KeyLine key={command} command={command} own={own} onGive={(key) => give(command, key)} />
            ))}
          </ul>
        </section>
      ))}
      <div>
        <Button disabled={Object.keys(own).length === 0} onClick={() => change({ keys: {} })}>
          {t('keys.resetAll')}
        </Button>
      </div>
    </Section>
  );
}

function KeyLine({ command, own, onGive }: { command: KeyCommand; own: OwnKeys; onGive: (key: string | null) => void }) {
  const [isListening, setListening] = useState(false);
  const first = useRef<{ key: string; timer: ReturnType<typeof setTimeout> } | null>(null);
  const key = keyOf(command, own);
  const label = t(commandLabel[command]);
  const conflicts = conflictsOf(command, own);

  function end(): void {
    if (first.current !== null) clearTimeout(first.current.timer);
    first.current = null;
    setListening(false);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (!isListening || event.ctrlKey || event.metaKey || event.altKey || event.key === 'Tab' || event.key === 'Shift') return;
    event.preventDefault();
    if (event.key === 'Escape') end();
    else if (event.key === 'Backspace' || event.key === 'Delete') {
      end();
      onGive('');
    } else if ([...event.key].length === 1 && event.key !== ' ') {
      const before = first.current?.key ?? null;
      if (before !== null) {
        end();
        onGive(`${before} ${event.key}`);
        return;
      }
      const pressed = event.key;
      const timer = setTimeout(() => {
        end();
        onGive(pressed);
      }, chordMs);
      first.current = { key: pressed, timer };
    }
  }

  return (
    <li className="flex min-h-10 flex-wrap items-center gap-x-3 border-line px-3 py-1 not-first:border-t">
      <span className="min-w-0 flex-1">{label}</span>
      <button
        type="button"
        aria-pressed={isListening}
        onClick={() => setListening(true)}
        onBlur={end}
        onKeyDown={onKeyDown}
        className="flex h-8 min-w-24 items-center justify-center gap-1.5 rounded-md border border-line-strong px-2 text-sm text-ink-muted hover:bg-paper-hover aria-pressed:border-accent aria-pressed:text-accent pointer-coarse:h-11"
      >
        <span className="sr-only">{t('keys.changeOne', { name: label, keys: '' })}</span>
        {isListening ? t('keys.press') : key === '' ? t('keys.none') : <WrittenKey keys={key} />}
      </button>
      <IconButton
        icon={RotateCcw}
        size="small"
        label={t('keys.reset', { name: label })}
        disabled={key === usualKeys[command]}
        onClick={() => onGive(null)}
      />
      <p role="status" className="basis-full text-sm text-warn empty:hidden">
        {conflicts.length === 0 ? '' : t('keys.conflict', { names: commaList(conflicts.map((other) => t(commandLabel[other]))) })}
      </p>
    </li>
  );
}
