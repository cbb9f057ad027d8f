import type { ExportSelection } from '#lib/contract/index.ts';
import type { Account } from './account.ts';
import { httpError, ownHeader } from './http.ts';
import { uploadBlob } from './upload.ts';
import { createValue } from './value.ts';

/** Messages of one account that go into one file. */
export type ExportPart = { account: Account; emails: ExportSelection['emails'] };

/** What somebody wants to have as files. `count` of the messages; null: a list, and how many are in it is known when it is made. */
export type ExportWish = { parts: readonly ExportPart[]; name: string; count: number | null };

const wanted = createValue<ExportWish | null>(null);

/** What the person is asked about: which kind of file it shall be. */
export const exportWanted = wanted.readable;
export const wantExport = (wish: ExportWish | null): void => wanted.set(wish);

/**
 * Tells the gateway what is to be in the file.
 *
 * @returns where the file is downloaded from, and how many messages are in it
 * @throws MailError 'not-found': there is nothing; 'too-large', 'network', 'forbidden', 'login-refused' …
 */
export async function prepareExport(
  { account, emails }: ExportPart,
  { format, name }: Pick<ExportSelection, 'format' | 'name'>,
): Promise<{ url: string; count: number }> {
  const selection: ExportSelection = { format, name: name.slice(0, 200), emails };
  const file = new Blob([JSON.stringify(selection)], { type: 'application/json' });
  const { blobId } = await uploadBlob(account.client.session(), account.id, file);
  const url = `/api/export/${encodeURIComponent(account.id)}/${encodeURIComponent(blobId)}`;
  const answer = await account.io.fetch(url, { method: 'HEAD', headers: ownHeader, credentials: 'same-origin' });
  if (!answer.ok) throw httpError(answer.status);
  return { url, count: Number(answer.headers.get('x-postern-messages') ?? 0) };
}
