import { Dialog, KeyCap } from '#components/ui/index.ts';
import { type KeyCommand, keyOf, namedKeys, ownKeys, t, writtenKey } from '#lib/client/index.ts';
import { commandLabel, keyGroups } from './key-groups.ts';

/** What else has a key, which cannot be changed. */
const alsoOpen: Partial<Record<KeyCommand, string>> = { open: 'Enter', back: 'Esc', delete: 'Del' };

const paletteKeys = ['Ctrl', 'k'];

/** What the keyboard can do, with the keys as they are. */
export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const own = ownKeys.get();
  return (
    <Dialog open={open} title={t('keys.title')} onClose={onClose} closeLabel={t('shell.close')} size="large">
      <div className="gap-x-10 tablet:columns-2">
        {keyGroups.map((group) => (
          <section key={group.title} className="mb-6 break-inside-avoid">
            <h3 className="mb-2 text-sm font-semibold text-ink-muted">{t(group.title)}</h3>
            <dl className="flex flex-col gap-1.5">
              {group.commands
                .filter((command) => keyOf(command, own) !== '')
                .map((command) => (
                  <div key={command} className="flex items-center justify-between gap-4">
                    <dt>{t(commandLabel[command])}</dt>
                    <dd className="flex items-center gap-1.5 text-sm text-ink-muted">
                      <WrittenKey keys={keyOf(command, own)} />
                      {alsoOpen[command] === undefined ? null : (
                        <>
                          {t('keys.or')}
                          <KeyCap>{namedKeys(alsoOpen[command])}</KeyCap>
                        </>
                      )}
                    </dd>
                  </div>
                ))}
              {group.title === 'keys.writing' ? (
                <div className="flex items-center justify-between gap-4">
                  <dt>{t('keys.palette')}</dt>
                  <dd className="flex items-center gap-1.5 text-sm text-ink-muted">
                    {paletteKeys.map((key) => (
                      <KeyCap key={key}>{namedKeys(key)}</KeyCap>
                    ))}
                  </dd>
                </div>
              ) : null}
            </dl>
          </section>
        ))}
      </div>
      <a href="/settings#keys" className="text-sm font-medium text-accent">
        {t('keys.change')}
      </a>
    </Dialog>
  );
}

/** `g i` as two keys, one after the other; a capital with Shift. */
export function WrittenKey({ keys }: { keys: string }) {
  return keys.split(' ').map((key, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a chord has no other names, and may have one key twice
    <span key={index} className="flex items-center gap-1.5">
      {index > 0 ? t('keys.then') : null}
      {writtenKey(key)
        .split(/(?<=Shift)\+/)
        .map((cap) => (
          <KeyCap key={cap}>{namedKeys(cap)}</KeyCap>
        ))}
    </span>
  ));
}
