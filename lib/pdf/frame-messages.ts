/** Code that the frame is handed, since it can fetch nothing: the text of both scripts, and the port that all else goes through. */
export type FrameCode = { kind: 'code'; viewer: string; worker: string };

/** What the page that shows a PDF tells its frame. */
export type ToFrame =
  | {
      kind: 'open';
      pdf: ArrayBuffer;
      isDark: boolean /** only the first page, so many pixels wide, as a picture */;
      thumbnailWidth: number | null;
    }
  | { kind: 'zoom'; factor: number }
  /** answers `locked` */
  | { kind: 'unlock'; password: string }
  | { kind: 'asset'; id: number; bytes: ArrayBuffer | null };

/** What the frame answers. Everything in it may be a stranger's doing: it is checked by who reads it. */
export type FromFrame =
  | { kind: 'opened'; pages: number }
  | { kind: 'page'; page: number }
  | { kind: 'picture'; png: ArrayBuffer }
  /** it waits for its password; `isWrong`: the one that was given is another */
  | { kind: 'locked'; isWrong: boolean }
  | { kind: 'failed' }
  /** a font, character map or decoder that the document needs */
  | { kind: 'wanted'; id: number; name: string }
  | { kind: 'escape' };
