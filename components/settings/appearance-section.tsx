'use client';

import { t } from '#lib/client/index.ts';
import { applyTheme } from '../shell/theme.ts';
import { Choice, Section } from './section.tsx';
import { usePreferences } from './use-preferences.ts';

/** Colours and density; both hold at once. */
export function AppearanceSection() {
  const { values, change } = usePreferences();
  return (
    <Section id="appearance" title={t('settings.appearance')}>
      <Choice
        legend={t('settings.theme')}
        value={values.theme}
        options={[
          { value: 'system', label: t('settings.theme.system') },
          { value: 'light', label: t('settings.theme.light') },
          { value: 'dark', label: t('settings.theme.dark') },
        ]}
        onChange={(theme) => {
          applyTheme(theme);
          change({ theme });
        }}
      />
      <Choice
        legend={t('settings.density')}
        value={values.density}
        options={[
          { value: 'comfortable', label: t('settings.density.comfortable') },
          { value: 'compact', label: t('settings.density.compact') },
        ]}
        onChange={(density) => change({ density })}
      />
    </Section>
  );
}
