import { darkColour, type Rgba, type Tone } from './dark-tone.ts';

/**
 * Maps the colours of a mail made for white paper to dark paper. `value` maps every colour in a CSS value as the browser's CSSOM writes it,
 * `attribute` one of the old attributes (`bgcolor`, `color`, `text`); null = it names no colour that is understood.
 */
export type ColourMap = { value(property: string, value: string): string; attribute(name: string, value: string): string | null };

const inks = /^(?:color|text-decoration-color)$/;
const lines = /^(?:border-.*-color|outline-color)$/;
const grounds = /^(?:background-color|background-image|box-shadow)$/;
/** Words of CSS that colour nothing by themselves. */
const notColours = /^(?:none|initial|inherit|unset|revert|revert-layer|currentcolor|transparent|auto)$/i;
const maxKnown = 2_000;

/**
 * @param document  in whose realm colours are read; a canvas that is never shown does it, as the browser itself would
 * @param paper  the dark paper: white becomes exactly this
 */
export function darkColours(document: Document, paper: string): ColourMap {
  const known = new Map<string, string>();
  const read = colourReader(document);
  const white = read(paper);

  function mapped(colour: string, tone: Tone): string {
    const key = `${tone} ${colour}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const rgba = notColours.test(colour) ? null : read(colour);
    const out = rgba === null ? colour : written(darkColour(rgba, tone, white));
    if (known.size < maxKnown) known.set(key, out);
    return out;
  }

  return {
    value(property, value) {
      const tone: Tone | null = inks.test(property) ? 'ink' : lines.test(property) ? 'line' : grounds.test(property) ? 'ground' : null;
      if (tone === null) return value;
      // Strings and addresses are stepped over; they hold no colours.
      return value.replace(
        /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|url\([^)]*\)|(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([^()]*\)|#[0-9a-f]{3,8}\b|(?<![\w.-])[a-z]+(?![\w(-])/gi,
        (piece) => (/^(?:["']|url\()/i.test(piece) ? piece : mapped(piece, tone)),
      );
    },
    attribute(name, value) {
      const text = value.trim();
      const colour = /^[0-9a-f]{3}$|^[0-9a-f]{6}$/i.test(text) ? `#${text}` : text;
      const rgba = notColours.test(colour) ? null : read(colour);
      if (rgba === null) return null;
      // Old attributes know no functions (HTML §2.3.6).
      const { r, g, b } = darkColour(rgba, name === 'bgcolor' ? 'ground' : 'ink', white);
      return `#${[r, g, b].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
    },
  };
}

const written = ({ r, g, b, a }: Rgba): string => (a === 1 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${a})`);

/** Reads any colour that the browser knows; null for everything else. */
function colourReader(document: Document): (colour: string) => Rgba | null {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (colour) => {
    if (context === null || colour.length > 200) return null;
    // Two colours before it: what is no colour leaves both as they are.
    const [first, second] = ['#010203', '#040506'].map((before) => {
      context.fillStyle = before;
      context.fillStyle = colour;
      return String(context.fillStyle);
    });
    if (first === undefined || first !== second) return null;
    const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(first);
    if (hex !== null) {
      const [r = 0, g = 0, b = 0] = hex.slice(1).map((pair) => Number.parseInt(pair, 16));
      return { r, g, b, a: 1 };
    }
    const plain = /^rgba\((\d+), (\d+), (\d+), ([\d.]+)\)$/.exec(first);
    if (plain !== null) {
      const [r = 0, g = 0, b = 0, a = 1] = plain.slice(1).map(Number);
      return { r, g, b, a };
    }
    context.clearRect(0, 0, 1, 1);
    context.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 255] = context.getImageData(0, 0, 1, 1).data;
    return { r, g, b, a: Math.round((a / 255) * 1000) / 1000 };
  };
}
