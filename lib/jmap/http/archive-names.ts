import { safeFileName } from '#lib/message/index.ts';

const endOf: Readonly<Record<string, string>> = {
  'message/rfc822': '.eml',
  'text/calendar': '.ics',
  'text/plain': '.txt',
  'text/html': '.html',
};

/**
 * Names in an archive (security.md §4): each as safe as a download's, no two alike on any system, whatever the files call themselves. The
 * second `a.pdf` is `a (2).pdf`.
 */
export function archiveNames(): (name: string | null, type: string) => string {
  const taken = new Set<string>();
  return (name, type) => {
    const fallback = `attachment${endOf[type.toLowerCase()] ?? ''}`;
    const safe = safeFileName(name, fallback).replaceAll(/[/\\]/g, '_');
    const dot = safe.lastIndexOf('.');
    const [stem, end] = dot > 0 ? [safe.slice(0, dot), safe.slice(dot)] : [safe, ''];
    let unique = safe;
    for (let number = 2; taken.has(key(unique)); number += 1) unique = `${stem} (${number})${end}`;
    taken.add(key(unique));
    return unique;
  };
}

/** As systems that tell neither case nor composition apart compare names. */
const key = (name: string): string => name.normalize('NFC').toLowerCase();
