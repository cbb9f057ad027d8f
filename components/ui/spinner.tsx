import { LoaderCircle } from 'lucide-react';

/** Turns while something works. Stands beside words, never alone (after a second a spinner without words says nothing). */
export function Spinner({ size = 16 }: { size?: number }) {
  return <LoaderCircle aria-hidden size={size} strokeWidth={2} className="animate-spin" />;
}
