import { visibleText } from './shown-sender.ts';

const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const risky = new Set(
  'exe msi msix com scr pif bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh hta cpl jar lnk url reg inf iso img vhd vhdx dmg pkg app apk deb rpm sh command html htm xhtml shtml mht mhtml svg xml chm xll docm xlsm pptm one library-ms settingcontent-ms'.split(
    ' ',
  ),
);
const maxChars = 180;

/** A file name that hides nothing: no paths, control or direction marks, device names, dots or blanks at its ends. */
export function safeFileName(name: string | null, fallback: string): string {
  const last =
    visibleText(name ?? '')
      .split(/[/\\]/)
      .at(-1) ?? '';
  const clean = last.replace(/[<>:"|?*]/g, '_').replace(/^[\s.]+|[\s.]+$/g, '');
  if (clean === '') return fallback;
  const named = reserved.test(clean) ? `_${clean}` : clean;
  if (named.length <= maxChars) return named;
  const { stem, extension } = split(named);
  return stem.slice(0, maxChars - extension.length) + extension;
}

/** Cut in the middle, the whole extension in sight: `quarterly-rep…-final.xlsx`. */
export function middleCut(name: string, maxShown: number): string {
  if (name.length <= maxShown) return name;
  const { stem, extension } = split(name);
  const room = Math.max(6, maxShown - extension.length - 1);
  const head = Math.ceil(room * 0.6);
  return `${stem.slice(0, head)}…${stem.slice(stem.length - (room - head))}${extension}`;
}

/** True for files that run, mount or script something when opened. */
export const isRisky = (name: string): boolean => risky.has(split(name).extension.slice(1).toLowerCase());

function split(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  return dot > 0 && name.length - dot <= 20 ? { stem: name.slice(0, dot), extension: name.slice(dot) } : { stem: name, extension: '' };
}
