// The child of measureFill: one order, one answer.
import { type FillOrder, fillHere } from './measure-fill.ts';

process.once('message', async (order: FillOrder) => {
  const figures = await fillHere(order);
  process.send?.(figures, () => process.exit(0));
});
