export type { FrameCode, FromFrame, ToFrame } from './frame-messages.ts';
export { pdfFramePage, pdfFramePolicy } from './frame-page.ts';
