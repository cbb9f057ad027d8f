/** Everything that may stand in a shown mail. What is missing here goes; its text stays, except for elements whose text is no text. */
export const allowedElements = [
  ...['a', 'abbr', 'acronym', 'address', 'article', 'aside', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'body', 'br', 'caption', 'center'],
  ...['cite', 'code', 'col', 'colgroup', 'dd', 'del', 'details', 'dfn', 'dir', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure', 'font'],
  ...['footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'main', 'mark', 'nav', 'ol', 'p'],
  ...['pre', 'q', 'rp', 'rt', 'ruby', 's', 'samp', 'section', 'small', 'span', 'strike', 'strong', 'sub', 'summary', 'sup', 'table'],
  ...['tbody', 'td', 'tfoot', 'th', 'thead', 'time', 'tr', 'tt', 'u', 'ul', 'var', 'wbr'],
];

/** `background` is turned into a style before attributes are looked at; `src` and `href` are rewritten in the hooks. */
export const allowedAttributes = [
  ...['abbr', 'align', 'alt', 'aria-hidden', 'aria-label', 'axis', 'bgcolor', 'border', 'cellpadding', 'cellspacing', 'char', 'class'],
  ...['clear', 'color', 'colspan', 'compact', 'datetime', 'dir', 'face', 'headers', 'height', 'href', 'hspace', 'id', 'lang', 'noshade'],
  ...['nowrap', 'open', 'reversed', 'role', 'rowspan', 'rules', 'scope', 'size', 'span', 'src', 'start', 'style', 'text', 'title'],
  ...['type', 'valign', 'value', 'vspace', 'width'],
];

const edges = ['top', 'right', 'bottom', 'left', 'block-start', 'block-end', 'inline-start', 'inline-end'];

/** Longhand properties, as the browser's CSSOM lists them. None of them fetches but `background-image`. */
export const allowedProperties = new Set([
  ...edges.flatMap((edge) => [`margin-${edge}`, `padding-${edge}`, `border-${edge}-color`, `border-${edge}-style`, `border-${edge}-width`]),
  ...['top-left', 'top-right', 'bottom-left', 'bottom-right'].map((corner) => `border-${corner}-radius`),
  ...['top', 'right', 'bottom', 'left', 'float', 'clear', 'display', 'position', 'visibility', 'opacity', 'z-index', 'box-sizing'],
  ...['width', 'min-width', 'max-width', 'height', 'min-height', 'max-height', 'overflow-x', 'overflow-y', 'overflow-wrap'],
  ...['background-attachment', 'background-clip', 'background-color', 'background-image', 'background-origin', 'background-position-x'],
  ...['background-position-y', 'background-repeat', 'background-repeat-x', 'background-repeat-y', 'background-size'],
  ...['border-collapse', 'border-spacing', 'box-shadow', 'caption-side', 'color', 'direction', 'empty-cells', 'table-layout'],
  ...['font-family', 'font-size', 'font-stretch', 'font-style', 'font-variant', 'font-variant-caps', 'font-variant-numeric', 'font-weight'],
  ...['letter-spacing', 'line-height', 'list-style-position', 'list-style-type', 'object-fit', 'object-position', 'orphans', 'widows'],
  ...['outline-color', 'outline-offset', 'outline-style', 'outline-width', 'quotes', 'tab-size', 'text-align', 'text-align-last'],
  ...['text-decoration-color', 'text-decoration-line', 'text-decoration-style', 'text-decoration-thickness', 'text-indent'],
  ...['text-overflow', 'text-shadow', 'text-transform', 'text-wrap', 'text-wrap-mode', 'text-wrap-style', 'text-underline-offset'],
  ...['unicode-bidi', 'vertical-align', 'white-space', 'white-space-collapse', 'word-break', 'word-spacing', 'hyphens'],
  ...['align-content', 'align-items', 'align-self', 'flex-basis', 'flex-direction', 'flex-grow', 'flex-shrink', 'flex-wrap', 'order'],
  ...['justify-content', 'justify-items', 'justify-self', 'row-gap', 'column-gap'],
]);

/** The body of the mail is the body of the frame: it may be coloured and set in type, but not moved, sized or hidden. */
export const allowedBodyProperty = /^(?:background-|color$|direction$|font-|letter-spacing$|line-height$|padding-|text-|word-)/;

/** Functions that compute a value and fetch nothing. `url()` is looked at apart; `var()` is out, since what it will hold cannot be seen. */
export const allowedFunctions = new Set([
  ...['rgb', 'rgba', 'hsl', 'hsla', 'hwb', 'lab', 'lch', 'oklab', 'oklch', 'color', 'calc', 'min', 'max', 'clamp', 'fit-content'],
  ...['linear-gradient', 'radial-gradient', 'conic-gradient', 'repeating-linear-gradient', 'repeating-radial-gradient'],
  ...['repeating-conic-gradient', '-webkit-linear-gradient', '-webkit-radial-gradient'],
]);
