import { type ContactList, downloadFile, type Imported, t, type VcardVersion, writeVcards } from '#lib/client/index.ts';
import type { JmapContactCard } from '#lib/contract/index.ts';
import { safeFileName } from '../message/file-name.ts';
import { changeContacts } from './use-contacts.ts';

/** Gives the contacts to the person as a file. */
export async function saveAsFile(cards: readonly JmapContactCard[], version: VcardVersion, name: string): Promise<void> {
  const file = new Blob([await writeVcards(cards, version)], { type: 'text/vcard;charset=utf-8' });
  downloadFile(file, safeFileName(`${name}.vcf`, 'contacts.vcf'));
}

/** Takes up a vCard file and says what became of it. */
export async function importContacts(list: ContactList, file: File): Promise<void> {
  await changeContacts(async () => list.importFile(new Uint8Array(await file.arrayBuffer())), saidOfImport);
}

function saidOfImport({ added, present, unreadable, leftOut, undo }: Imported) {
  if (added + present === 0) return { text: t('contacts.noVcard'), detail: t('contacts.noVcardText') };
  const details = [
    ...(present > 0 ? [t('contacts.importedPresent', { count: present })] : []),
    ...(unreadable > 0 ? [t('contacts.importedUnreadable', { count: unreadable })] : []),
    ...(leftOut > 0 ? [t('contacts.importedLeftOut', { count: leftOut })] : []),
  ];
  const text = t('contacts.imported', { count: added });
  return { text, ...(details.length > 0 ? { detail: details.join(' ') } : {}), ...(added > 0 ? { undo } : {}) };
}
