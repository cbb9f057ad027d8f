import { Mark } from '@tiptap/react';
import { t } from '#lib/client/index.ts';

/** Few, and dark enough to be read on white (4.5:1). What is pasted in any other colour comes without it. */
export const textColours = () => [
  { value: '#b42318', label: t('compose.colour.red') },
  { value: '#9a5b00', label: t('compose.colour.orange') },
  { value: '#067647', label: t('compose.colour.green') },
  { value: '#175cd3', label: t('compose.colour.blue') },
  { value: '#6941c6', label: t('compose.colour.violet') },
  { value: '#596273', label: t('compose.colour.grey') },
];
const values = new Set(['#b42318', '#9a5b00', '#067647', '#175cd3', '#6941c6', '#596273']);

/** A browser gives colours back as `rgb(…)`. */
function colourOf(written: string): string | null {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(written)?.slice(1) ?? null;
  const hex = parts === null ? written.toLowerCase() : `#${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
  return values.has(hex) ? hex : null;
}

/** The colour of words, as a style of their own: mail programs take no style sheets. */
export const TextColour = Mark.create({
  name: 'colour',
  addAttributes: () => ({
    value: {
      default: null,
      parseHTML: (element: HTMLElement) => colourOf(element.style.color || (element.getAttribute('color') ?? '')),
      renderHTML: ({ value }: Record<string, unknown>) => (typeof value === 'string' ? { style: `color: ${value}` } : {}),
    },
  }),
  parseHTML: () =>
    ['span', 'font'].map((tag) => ({
      tag,
      getAttrs: (element: HTMLElement) => (colourOf(element.style.color || (element.getAttribute('color') ?? '')) === null ? false : null),
    })),
  renderHTML: ({ HTMLAttributes }) => ['span', HTMLAttributes, 0],
});
