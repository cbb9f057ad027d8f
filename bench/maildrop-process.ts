// The child of measureMaildrop: one order, one answer.
import { type MaildropOrder, maildropHere } from './measure-maildrop.ts';

process.once('message', async (order: MaildropOrder) => {
  const figures = await maildropHere(order);
  process.send?.(figures, () => process.exit(0));
});
