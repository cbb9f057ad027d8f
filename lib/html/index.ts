export type { ColourMap } from './dark-colours.ts';
export { darkColours } from './dark-colours.ts';
export { linkTarget } from './link-target.ts';
export type { Paper } from './paper.ts';
export { paperSheet } from './paper.ts';
export { quotableHtml } from './quotable-html.ts';
export type { MailSource, RemoteImages, RenderedMail, RenderOptions } from './render-mail.ts';
export { renderMail } from './render-mail.ts';
export { wordsOfHtml } from './words-of-html.ts';
