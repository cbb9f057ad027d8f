/** Bounds of what is drawn. Beyond a bound the mail is cut, the result says so, and the reader offers the source (security.md §5). */
export const maxHtmlChars = 2_000_000;
export const maxTextChars = 1_000_000;
/** Text that is searched for links (security.md §5). */
export const maxLinkifiedChars = 256 * 1024;
/** A longer line is shown without links. */
export const maxLinkifiedLineChars = 8 * 1024;
export const maxSheetChars = 512 * 1024;
export const maxSheetRules = 5_000;
export const maxStyleAttributeChars = 16 * 1024;
export const maxUrlChars = 8 * 1024;
/** `data:` images are part of the mail; a megabyte-sized one is still fine, a bomb is not. */
export const maxDataImageChars = 4 * 1024 * 1024;
export const maxRemoteImages = 500;
