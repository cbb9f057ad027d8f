/** One key as it is printed on the keyboard. */
export function KeyCap({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-5.5 min-w-5.5 items-center justify-center rounded-sm border border-line-strong bg-paper-sunken px-1.5 font-sans text-xs text-ink">
      {children}
    </kbd>
  );
}
