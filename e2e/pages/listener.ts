import type { CDPSession, Page } from '@playwright/test';

type Property = { name: string; value: { value?: unknown } };
type Node = {
  nodeId: string;
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  value?: { value: unknown };
  description?: { value: string };
  properties?: Property[];
  childIds?: string[];
};

/** What a page is to somebody who only hears it: Chromium's own accessibility tree, and what its live regions say. */
export class Listener {
  readonly #page: Page;
  readonly #cdp: CDPSession;

  private constructor(page: Page, cdp: CDPSession) {
    this.#page = page;
    this.#cdp = cdp;
  }

  /** Listens from now on, until the page is left. */
  static async to(page: Page): Promise<Listener> {
    const cdp = await page.context().newCDPSession(page);
    await page.evaluate(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      const live = '[aria-live]:not([aria-live=off]), [role=status]:not([aria-live=off]), [role=alert]:not([aria-live=off])';
      new MutationObserver((changes) => {
        const regions = new Set<Element>();
        for (const { target, addedNodes } of changes) {
          const at = (target instanceof Element ? target : target.parentElement)?.closest(live);
          if (at != null) regions.add(at);
          for (const node of addedNodes)
            if (node instanceof Element) for (const one of [node, ...node.querySelectorAll('*')]) if (one.matches(live)) regions.add(one);
        }
        for (const region of regions) {
          const text = region.textContent?.trim() ?? '';
          if (text !== '') said.push(text);
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    return new Listener(page, cdp);
  }

  /** What live regions have said since this was asked last, in its order. */
  async said(): Promise<string[]> {
    return this.#page.evaluate(() => (window as unknown as { said: string[] }).said.splice(0));
  }

  /** What is read where the focus is: role, name, states, value and description; of a list with a current row, that row. */
  async here(): Promise<string> {
    const { result } = (await this.#cdp.send('Runtime.evaluate', {
      expression: `(() => {
        const held = document.activeElement;
        return document.getElementById(held?.getAttribute('aria-activedescendant') ?? '') ?? held;
      })()`,
    })) as { result: { objectId?: string } };
    const { nodes } = (await this.#cdp.send('Accessibility.getPartialAXTree', {
      objectId: result.objectId ?? '',
      fetchRelatives: false,
    })) as unknown as { nodes: Node[] };
    const [node] = nodes;
    return node === undefined ? '' : spoken(node);
  }

  /** Every node of one of these roles, in the order of reading. */
  async all(...roles: string[]): Promise<string[]> {
    return (await this.#nodes()).filter((node) => roles.includes(roleOf(node))).map(spoken);
  }

  /** What nobody could make sense of: things to press, fill in or go to that have no name. */
  async nameless(): Promise<string[]> {
    return (await this.#nodes()).filter((node) => wantsName.has(roleOf(node)) && nameOf(node) === '').map(spoken);
  }

  async #nodes(): Promise<Node[]> {
    const { nodes } = (await this.#cdp.send('Accessibility.getFullAXTree')) as unknown as { nodes: Node[] };
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const read: Node[] = [];
    const walk = (node: Node | undefined): void => {
      if (node === undefined) return;
      if (!node.ignored) read.push(node);
      for (const id of node.childIds ?? []) walk(byId.get(id));
    };
    walk(nodes[0]);
    return read;
  }
}

const roleOf = (node: Node): string => node.role?.value ?? '';
const nameOf = (node: Node): string => node.name?.value.trim() ?? '';

const wantsName = new Set(
  'button link textbox searchbox combobox listbox option checkbox radio switch menu menuitem menuitemcheckbox menuitemradio tree treeitem grid row dialog alertdialog region navigation toolbar article heading image Iframe separator slider progressbar'.split(
    ' ',
  ),
);

/** States that are spoken; those that are off are not. */
const states = ['level', 'expanded', 'selected', 'checked', 'pressed', 'disabled', 'invalid', 'modal'];

function spoken(node: Node): string {
  const properties = new Map((node.properties ?? []).map(({ name, value }) => [name, value.value]));
  const said = states.flatMap((name) => {
    const value = properties.get(name);
    if (value === undefined || value === 'false' || (value === false && name !== 'expanded')) return [];
    return value === true || value === 'true' ? [name] : [`${name} ${value === false ? 'no' : String(value)}`];
  });
  const value = node.value?.value;
  return [
    `${roleOf(node)} “${nameOf(node)}”`,
    ...said,
    ...(value === undefined || value === '' ? [] : [`= ${String(value)}`]),
    ...(node.description?.value ? [`(${node.description.value})`] : []),
  ].join(', ');
}
