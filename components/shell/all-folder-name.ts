import { type AllFolder, t } from '#lib/client/index.ts';

/** The name of a list over all accounts. Its words but the first come with that view. */
export function allFolderName(folder: AllFolder): string {
  return folder === 'inbox' ? t('shell.allInboxes') : t(`all.${folder}`);
}
