import { t } from '#lib/client/index.ts';
import { type SwipeDeed, swipeDeeds } from '#lib/contract/index.ts';
import { SelectField } from '../ui/select-field.tsx';
import { Section } from './section.tsx';
import { usePreferences } from './use-preferences.ts';

/** What a row that is moved aside by a finger does, for each side. */
export function SwipingSection() {
  const { values, change } = usePreferences();
  const names: Record<SwipeDeed, string> = {
    archive: t('list.archive'),
    delete: t('list.delete'),
    read: t('touch.read'),
    snooze: t('list.snooze'),
    star: t('touch.star'),
    move: t('list.move'),
    none: t('touch.none'),
  };
  const deedOf = (name: string): SwipeDeed => swipeDeeds.find((deed) => deed === name) ?? 'none';
  const options = swipeDeeds.map((deed) => (
    <option key={deed} value={deed}>
      {names[deed]}
    </option>
  ));
  return (
    <Section id="swiping" title={t('touch.title')} hint={t('touch.hint')}>
      <SelectField
        label={t('touch.swipeStart')}
        value={values.swipeStart}
        onChange={(event) => void change({ swipeStart: deedOf(event.target.value) })}
      >
        {options}
      </SelectField>
      <SelectField
        label={t('touch.swipeEnd')}
        value={values.swipeEnd}
        onChange={(event) => void change({ swipeEnd: deedOf(event.target.value) })}
      >
        {options}
      </SelectField>
    </Section>
  );
}
