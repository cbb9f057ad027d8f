import { announcements } from '#lib/client/index.ts';
import { useValue } from './use-value.ts';

/** Reads aloud what happens beside the focus: new mail, undo, sent. Two lines in turn, so that the same words are read twice. */
export function LiveRegion() {
  const { text, serial } = useValue(announcements);
  return (
    <div aria-live="polite" className="sr-only">
      <p>{serial % 2 === 0 ? text : ''}</p>
      <p>{serial % 2 === 1 ? text : ''}</p>
    </div>
  );
}
