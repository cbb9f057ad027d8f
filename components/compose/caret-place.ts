/** What decides where the letters of a field stand. */
const looks = [
  'boxSizing',
  'borderTopWidth',
  'borderInlineStartWidth',
  'paddingTop',
  'paddingLeft',
  'paddingRight',
  'fontFamily',
  'fontSize',
  'fontWeight',
  'lineHeight',
  'letterSpacing',
  'tabSize',
  'direction',
] as const;

/** Where a letter of a text field stands on the screen, in pixels: a field itself does not tell, a block with the same letters does. */
export function caretPlace(field: HTMLTextAreaElement, at: number): { left: number; bottom: number } {
  const style = getComputedStyle(field);
  const box = field.getBoundingClientRect();
  const block = document.createElement('div');
  for (const name of looks) block.style[name] = style[name];
  Object.assign(block.style, {
    position: 'fixed',
    visibility: 'hidden',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'break-word',
    left: `${box.left}px`,
    top: `${box.top - field.scrollTop}px`,
    width: `${field.clientWidth}px`,
  });
  const letter = document.createElement('span');
  letter.textContent = field.value.slice(at, at + 1) || '.';
  block.append(field.value.slice(0, at), letter);
  document.body.append(block);
  const { left, bottom } = letter.getBoundingClientRect();
  block.remove();
  return { left, bottom };
}
