/** Whether the page runs from the right. */
export const isRightToLeft = (): boolean => document.documentElement.dir === 'rtl';

const mirrored: Readonly<Record<string, string>> = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' };

/** The arrow key that would be meant on a page from the left: towards the beginning or the end of the line. Other keys as they are. */
export const leftToRight = (key: string): string => (isRightToLeft() ? (mirrored[key] ?? key) : key);
