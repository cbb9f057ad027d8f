'use client';

import { isLanguage, type Language, languageNames, languages, locale, t } from '#lib/client/index.ts';
import { keepLanguage } from '../shell/language-choice.ts';
import { applyTheme } from '../shell/theme.ts';
import { SelectField } from '../ui/select-field.tsx';
import { Choice, Section } from './section.tsx';
import { usePreferences } from './use-preferences.ts';

const weekStarts = ['monday', 'saturday', 'sunday'] as const;
/** a Saturday, a Sunday and a Monday */
const someDays = { saturday: '2026-11-21', sunday: '2026-11-22', monday: '2026-11-23' } as const;
const weekday = (day: keyof typeof someDays): string =>
  new Intl.DateTimeFormat(locale(), { weekday: 'long', timeZone: 'UTC' }).format(Date.parse(someDays[day]));

/** Language, colours and density; all hold at once. */
export function AppearanceSection() {
  const { values, change } = usePreferences();

  async function speak(language: Language | null): Promise<void> {
    if (!(await change({ language }))) return;
    keepLanguage(language);
    // Every word of the page is another one: it is made anew, by the server.
    window.location.reload();
  }

  return (
    <Section id="appearance" title={t('settings.appearance')}>
      <SelectField
        label={t('settings.language')}
        value={isLanguage(values.language) ? values.language : ''}
        onChange={(event) => void speak(isLanguage(event.target.value) ? event.target.value : null)}
      >
        <option value="">{t('settings.language.browser')}</option>
        {languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {languageNames[language]}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t('settings.weekStart')}
        value={values.weekStart ?? ''}
        onChange={(event) => void change({ weekStart: weekStarts.find((day) => day === event.target.value) ?? null })}
      >
        <option value="">{t('settings.weekStart.usual')}</option>
        {weekStarts.map((day) => (
          <option key={day} value={day}>
            {weekday(day)}
          </option>
        ))}
      </SelectField>
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
