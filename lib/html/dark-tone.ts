/** Channels 0–255, alpha 0–1. */
export type Rgba = { r: number; g: number; b: number; a: number };

/** What a colour is used for: letters, what they stand on, or lines between. */
export type Tone = 'ink' | 'ground' | 'line';

/** Lightness (OKLab, 0–1) that separates ink from ground on dark paper. */
const groundMost = 0.45;
const inkLeast = 0.855;
const lineLeastLuminance = 0.03;
/**
 * Relative luminance (WCAG 2.2): ground at most, ink at least this, so that any ink on any ground has a contrast of 4.5 and more.
 */
export const groundMostLuminance = 0.1;
export const inkLeastLuminance = 0.625;

/**
 * The colour on dark paper. Light grounds become dark ones and dark inks light ones, with the order among them and the hue kept; what is
 * dark (or light) enough already stays, so that mapping twice changes nothing.
 *
 * @param paper  what white ground becomes; null = nearly black
 */
export function darkColour(colour: Rgba, tone: Tone, paper: Rgba | null): Rgba {
  const luminance = luminanceOf(colour);
  const [lightness, u, v] = toOklab(colour);
  const chroma = Math.hypot(u, v);
  const stays = (): Rgba => colour;
  if (tone === 'ground') {
    if (luminance <= groundMostLuminance) return stays();
    if (paper !== null && lightness > 0.985 && chroma < 0.01) return { ...paper, a: colour.a };
    const floor = (paper === null ? 0.2 : toOklab(paper)[0]) + 0.02;
    const wanted = lightness <= groundMost ? lightness : floor + ((1 - lightness) / (1 - groundMost)) * (groundMost - floor);
    return atMost([wanted, u, v], colour.a, groundMostLuminance);
  }
  if (tone === 'ink') {
    if (luminance >= inkLeastLuminance) return stays();
    const wanted = Math.max(inkLeast, 0.96 - (lightness / inkLeast) * (0.96 - inkLeast));
    return atLeast([wanted, u, v], colour.a, inkLeastLuminance);
  }
  if (luminance >= lineLeastLuminance && luminance <= groundMostLuminance * 2) return stays();
  const wanted = lightness < groundMost ? 0.4 : 0.34 + ((1 - lightness) / (1 - groundMost)) * 0.2;
  const line = atMost([wanted, u * 0.5, v * 0.5], colour.a, groundMostLuminance * 2);
  return luminanceOf(line) >= lineLeastLuminance ? line : atLeast([wanted, 0, 0], colour.a, lineLeastLuminance);
}

type Lab = readonly [lightness: number, a: number, b: number];

/** Darker, and paler where hue and lightness do not go together, until it is dark enough. */
function atMost([lightness, u, v]: Lab, alpha: number, most: number): Rgba {
  let out = toRgba([lightness, u, v], alpha);
  for (let step = 1; luminanceOf(out) > most && step <= 100; step += 1)
    out = toRgba([lightness * (1 - step / 100), u * (1 - step / 100), v * (1 - step / 100)], alpha);
  return out;
}

function atLeast([lightness, u, v]: Lab, alpha: number, least: number): Rgba {
  let out = toRgba([lightness, u, v], alpha);
  for (let step = 1; luminanceOf(out) < least && step <= 100; step += 1)
    out = toRgba([lightness + ((1 - lightness) * step) / 100, u * (1 - step / 100), v * (1 - step / 100)], alpha);
  return out;
}

const linear = (channel: number): number => {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
};
const channelOf = (part: number): number => {
  const bounded = Math.min(1, Math.max(0, part));
  return Math.round(255 * (bounded <= 0.0031308 ? bounded * 12.92 : 1.055 * bounded ** (1 / 2.4) - 0.055));
};

/** Relative luminance, WCAG 2.2. */
export function luminanceOf({ r, g, b }: Rgba): number {
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Björn Ottosson's OKLab, as CSS Color 4 §10 has it. */
function toOklab({ r, g, b }: Rgba): Lab {
  const [lr, lg, lb] = [linear(r), linear(g), linear(b)];
  const l = Math.cbrt(0.4122214708 * lr + 0.5363325363 * lg + 0.0514459929 * lb);
  const m = Math.cbrt(0.2119034982 * lr + 0.6806995451 * lg + 0.1073969566 * lb);
  const s = Math.cbrt(0.0883024619 * lr + 0.2817188376 * lg + 0.6299787005 * lb);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toRgba([lightness, u, v]: Lab, alpha: number): Rgba {
  const l = (lightness + 0.3963377774 * u + 0.2158037573 * v) ** 3;
  const m = (lightness - 0.1055613458 * u - 0.0638541728 * v) ** 3;
  const s = (lightness - 0.0894841775 * u - 1.291485548 * v) ** 3;
  return {
    r: channelOf(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    g: channelOf(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    b: channelOf(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
    a: alpha,
  };
}
