/**
 * Keys typed while a window that was asked for is still on its way: they are meant for its first field and are no commands. They are written
 * into the field that takes the focus, and forgotten where the window has none.
 */
export class TypeAhead {
  #keys: string[] = [];

  /** @returns true when the key is kept and must do nothing else */
  take(event: KeyboardEvent): boolean {
    if (event.key !== 'Enter' && event.key !== 'Backspace' && event.key.length !== 1) return false;
    if (event.key === 'Backspace' && this.#keys.at(-1) !== 'Enter') this.#keys.pop();
    else if (event.key !== 'Backspace') this.#keys.push(event.key);
    return true;
  }

  /** Writes what was typed where it was meant to go; null: nowhere. */
  deliver(field: HTMLElement | null): void {
    const keys = this.#keys;
    this.#keys = [];
    if (field === null || keys.length === 0) return;
    const end = keys.indexOf('Enter');
    const text = (end < 0 ? keys : keys.slice(0, end)).join('');
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      const at = field.selectionEnd ?? field.value.length;
      field.setRangeText(text, at, at, 'end');
      field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' }));
    } else {
      field.ownerDocument.execCommand('insertText', false, text);
    }
    // After the field has shown what was written. What was typed behind it belongs to what Enter opens, which nobody knows yet.
    const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
    if (end >= 0) queueMicrotask(() => field.dispatchEvent(enter));
  }
}
