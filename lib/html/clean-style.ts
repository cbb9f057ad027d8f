import { allowedProperties } from './allowed.ts';
import { cleanValue, type ImageUrl } from './css-value.ts';
import type { ColourMap } from './dark-colours.ts';

const positions = new Set(['static', 'relative', 'absolute']);
const colouring = /^(?:color|background-color|background-image)$/;

export type StyleOptions = {
  imageUrl: ImageUrl;
  /** further narrowing, by property name */
  mayKeep: ((property: string) => boolean) | null;
  /** null = colours stay as they were sent */
  colours: ColourMap | null;
  /** told once a colour or background of the mail's own is kept */
  onColour: () => void;
};

/** Takes out of a parsed declaration block, in place, everything that is not on the allow-list. */
export function cleanStyle(style: CSSStyleDeclaration, { imageUrl, mayKeep, colours, onColour }: StyleOptions): void {
  for (const property of Array.from(style)) {
    const value = style.getPropertyValue(property);
    const allowed = isAllowed(property, value) && (mayKeep === null || mayKeep(property)) ? cleanValue(value, imageUrl) : null;
    // A shadow made to set dark letters off light ground does the opposite for light letters.
    const isLost = allowed === null || (colours !== null && property === 'text-shadow');
    const cleaned = isLost ? null : colours === null ? allowed : colours.value(property, allowed);
    if (cleaned === null) style.removeProperty(property);
    else if (cleaned !== value) style.setProperty(property, cleaned, style.getPropertyPriority(property));
    if (cleaned !== null && colouring.test(property) && !/^(?:initial|inherit|unset|none|transparent|currentcolor)$/.test(cleaned))
      onColour();
  }
  // Where the picture went, what placed it says nothing (and would be written differently the next time).
  if (style.getPropertyValue('background-image') === '')
    for (const property of Array.from(style)) if (/^background-(?!color)/.test(property)) style.removeProperty(property);
}

function isAllowed(property: string, value: string): boolean {
  if (!allowedProperties.has(property)) return false;
  return property !== 'position' || positions.has(value);
}
