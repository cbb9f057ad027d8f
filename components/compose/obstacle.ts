import { commaList, t } from '#lib/client/index.ts';
import type { ReadyState } from './composer-state.ts';
import { addressProblem, sizeProblem } from './server-limits.ts';

/** Why a message cannot go as it is, in words; null: it may. */
export function obstacleOf({ fields, files, outgoing }: ReadyState): string | null {
  const all = [...fields.to, ...fields.cc, ...fields.bcc];
  if (all.length === 0) return t('compose.noRecipients');
  const bad = all.filter((one) => !one.isValid).map((one) => one.typed);
  if (bad.length > 0) return t('compose.badRecipients', { count: bad.length, names: commaList(bad).slice(0, 300) });
  const broken = files.filter((file) => file.state === 'failed').map((file) => file.name);
  if (broken.length > 0) return t('compose.brokenFiles', { names: commaList(broken).slice(0, 300) });
  return addressProblem(outgoing, fields) ?? sizeProblem(outgoing, fields, files);
}
