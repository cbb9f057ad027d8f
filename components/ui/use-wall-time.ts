import { useState } from 'react';
import { instantOf, readWallText, wallText, wallTimeAt } from '#lib/compose/index.ts';

/** A time as it is typed, by the clock of a zone; `atMs` is null while it is none. */
export function useWallTime(firstMs: number, zone: string): { text: string; setText: (text: string) => void; atMs: number | null } {
  const [text, setText] = useState(() => wallText(wallTimeAt(firstMs, zone)));
  const wall = readWallText(text);
  return { text, setText, atMs: wall === null ? null : instantOf(wall, zone) };
}
