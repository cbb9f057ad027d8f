import type { Account, Chip, ListSort, MailClient, PreferenceStore } from '#lib/client/index.ts';

export type MailScreenProps = { client: MailClient; accounts: readonly Account[]; account: Account; preferences: PreferenceStore };

/** How the list on screen is narrowed and sorted. */
export type ListChoices = {
  chips: readonly Chip[];
  sort: ListSort;
  setChips: (chips: readonly Chip[]) => void;
  setSort: (sort: ListSort) => void;
};
