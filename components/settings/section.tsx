import { createContext, type ReactNode, useContext, useLayoutEffect, useRef, useState } from 'react';

/** What somebody looks for on the settings page; empty: nothing. */
export const SettingsQuery = createContext('');

/** All words stand somewhere in the text. */
const holds = (text: string, query: string): boolean =>
  query
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.toLocaleLowerCase().includes(word));

/** One part of the settings, under its heading. `id` is the part's place in the address. */
export function Section({ id, title, hint, children }: { id: string; title: string; hint?: string; children: ReactNode }) {
  const query = useContext(SettingsQuery).trim();
  const element = useRef<HTMLElement>(null);
  const [isFound, setFound] = useState(true);
  // What it says is known once it is drawn; it goes on being there while it is not shown.
  useLayoutEffect(() => setFound(query === '' || holds(element.current?.textContent ?? '', query)), [query]);
  return (
    <section
      ref={element}
      id={id}
      hidden={!isFound}
      aria-labelledby={`${id}-title`}
      className="scroll-mt-20 border-b border-line py-8 first:pt-2 last:border-b-0"
    >
      <h2 id={`${id}-title`} className="text-lg font-semibold">
        {title}
      </h2>
      {hint === undefined ? null : <p className="mt-0.5 text-ink-muted">{hint}</p>}
      <div className="mt-5 flex flex-col gap-5">{children}</div>
    </section>
  );
}

/** A choice among few: all of them in sight. */
export function Choice<Value extends string>({
  legend,
  hint,
  value,
  options,
  onChange,
}: {
  legend: string;
  hint?: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium">{legend}</legend>
      <div className="mt-1.5 inline-flex max-w-full flex-wrap gap-1 rounded-lg border border-line bg-paper-sunken p-1">
        {options.map((option) => (
          <label
            key={option.value}
            className="cursor-pointer rounded-md px-3 py-1 text-ink-muted hover:text-ink has-checked:bg-paper-raised has-checked:font-medium has-checked:text-ink has-checked:shadow-[0_0_0_1px_var(--line-strong)] has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={legend}
              className="sr-only"
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
      {hint === undefined ? null : <p className="mt-1.5 max-w-[560px] text-sm text-ink-muted">{hint}</p>}
    </fieldset>
  );
}
