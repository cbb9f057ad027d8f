import { Node } from '@tiptap/react';

export type InlineImageOptions = {
  /** where the picture is shown from; null: it is not there (yet) */
  urlOf: (cid: string) => string | null;
  /** calls back when another picture may be there. @returns ends it */
  watch: (look: () => void) => () => void;
};

/** A picture in the text: a part of the message itself (RFC 2392), never an address elsewhere. Other images do not come into the editor. */
export const InlineImage = Node.create<InlineImageOptions>({
  name: 'image',
  group: 'inline',
  inline: true,
  draggable: true,
  addOptions: () => ({ urlOf: () => null, watch: () => () => undefined }),
  addAttributes: () => ({
    cid: { default: '', parseHTML: (element) => cidOf(element.getAttribute('src') ?? '') ?? '', rendered: false },
    alt: { default: '', parseHTML: (element) => element.getAttribute('alt') ?? '' },
  }),
  parseHTML: () => [{ tag: 'img[src^="cid:"]' }],
  renderHTML: ({ node }) => [
    'img',
    { src: `cid:${encodeURI(String(node.attrs.cid))}`, alt: String(node.attrs.alt), style: 'max-width:100%;height:auto' },
  ],
  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement('img');
      dom.alt = String(node.attrs.alt);
      dom.className =
        'inline-block h-auto max-w-full rounded-sm align-bottom [&.ProseMirror-selectednode]:outline-2 [&.ProseMirror-selectednode]:outline-accent';
      const look = (): void => {
        const url = this.options.urlOf(String(node.attrs.cid));
        if (url !== null && dom.getAttribute('src') !== url) dom.src = url;
      };
      look();
      const stop = this.options.watch(look);
      return { dom, destroy: stop };
    };
  },
});

function cidOf(src: string): string | null {
  try {
    return src.startsWith('cid:') ? decodeURIComponent(src.slice('cid:'.length)) : null;
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return null;
  }
}
