import { classNames } from './class-names.ts';

export type AvatarProps = { name: string | null; email: string; size?: 'small' | 'medium' | 'large'; className?: string };

const hues = 12;
const sizes = { small: 'size-6 text-xs', medium: 'size-9 text-sm', large: 'size-11 text-base' };

/** The hue class (0–11) of an address: the same for ever, whatever the letter case. */
export function hueOf(email: string): number {
  let hash = 2166136261;
  for (const letter of email.toLowerCase()) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619);
  return (hash >>> 0) % hues;
}

/** One or two letters for a name, else for the address. */
export function initialsOf(name: string | null, email: string): string {
  const words = (name ?? '')
    .slice(0, 200)
    .split(/\s/)
    .map((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? '')
    .filter(Boolean);
  const first = words[0] ?? email.match(/[\p{L}\p{N}]/u)?.[0] ?? '?';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/** Initials on a stable colour. For the eye only: the name stands beside it. */
export function Avatar({ name, email, size = 'medium', className }: AvatarProps) {
  return (
    <span
      aria-hidden
      data-hue={hueOf(email)}
      className={classNames(
        'avatar inline-flex shrink-0 items-center justify-center rounded-full font-semibold select-none',
        sizes[size],
        className,
      )}
    >
      {initialsOf(name, email)}
    </span>
  );
}
