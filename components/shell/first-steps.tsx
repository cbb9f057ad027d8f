import { Keyboard, Search, Undo2 } from 'lucide-react';
import { Button, KeyCap } from '#components/ui/index.ts';
import { keyOf, namedKeys, ownKeys, type PreferenceStore, t } from '#lib/client/index.ts';

/** Under this name it is known that it was read. */
export const firstSteps = 'first-steps';

/** For whoever is here for the first time: the three things that make everything else quick. */
export function FirstSteps({ preferences }: { preferences: PreferenceStore }) {
  const own = ownKeys.get();
  const steps = [
    { name: 'search', icon: Search, keys: [keyOf('search', own)] },
    { name: 'undo', icon: Undo2, keys: [keyOf('undo', own)] },
    { name: 'keys', icon: Keyboard, keys: [keyOf('help', own), 'Ctrl K'] },
  ] as const;
  const done = () => {
    const { explained } = preferences.values.get();
    // Shown again another time where this is lost.
    preferences.change({ explained: [...new Set([...explained, firstSteps])] }).catch(() => undefined);
  };
  return (
    <section aria-label={t('first.title')} className="flex h-full flex-col items-center justify-center overflow-y-auto p-6">
      <div className="w-full max-w-[440px]">
        <h2 className="text-lg font-semibold">{t('first.title')}</h2>
        <ol className="mt-4 flex flex-col gap-5">
          {steps.map(({ name, icon: Icon, keys }) => (
            <li key={name} className="flex gap-3">
              <span className="flex size-9 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent">
                <Icon aria-hidden size={18} strokeWidth={1.75} />
              </span>
              <span className="min-w-0">
                <span className="flex flex-wrap items-center gap-2 font-medium">
                  {t(`first.${name}`)}
                  {keys
                    .filter((key) => key !== '')
                    .map((key) => (
                      <KeyCap key={key}>{namedKeys(key)}</KeyCap>
                    ))}
                </span>
                <span className="block text-ink-muted">{t(`first.${name}Text`)}</span>
              </span>
            </li>
          ))}
        </ol>
        <Button className="mt-6" onClick={done}>
          {t('first.done')}
        </Button>
      </div>
    </section>
  );
}
