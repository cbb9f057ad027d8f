import type { PreferenceValues } from '#lib/contract/index.ts';

/** Day of the week as ISO 8601 counts: 1 is Monday, 7 Sunday. */
export type IsoDay = 1 | 2 | 3 | 4 | 5 | 6 | 7;

const chosenDays: Readonly<Record<NonNullable<PreferenceValues['weekStart']>, IsoDay>> = { monday: 1, saturday: 6, sunday: 7 };

// CLDR supplemental data (weekData, firstDay), for browsers that do not tell it: regions of the languages spoken here.
const sundayRegions =
  /^(?:US|CA|MX|BR|CO|PE|VE|GT|HN|NI|PA|PR|PY|SV|DO|IN|IL|JP|KR|TW|HK|PH|ZA|AU|SA|YE|PK|BD|ZW|KE|ET|BW|MZ|TT|JM|BZ|SG)$/;
const saturdayRegions = /^(?:EG|DZ|IQ|JO|KW|LY|OM|QA|SY|BH|SD|DJ|AF|IR)$/;

type WithWeek = Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };

/** The day with which a week begins: as the person chose, else as it is usual where the locale is spoken. */
export function weekStart(locale: string, chosen: PreferenceValues['weekStart']): IsoDay {
  if (chosen !== null) return chosenDays[chosen];
  const here: WithWeek = new Intl.Locale(locale);
  const told = (here.getWeekInfo?.() ?? here.weekInfo)?.firstDay;
  if (told !== undefined && told >= 1 && told <= 7) return told as IsoDay;
  const region = here.maximize().region ?? '';
  if (saturdayRegions.test(region)) return 6;
  return sundayRegions.test(region) ? 7 : 1;
}
