import type { Tag } from '#lib/contract/index.ts';

export type NestedTag = { tag: Tag; depth: number; shortName: string };

/** Labels as a tree, each right behind what it stands below: `Work/Trips` below `Work`, where there is a label of that name. */
export function nestedTags(tags: readonly Tag[]): NestedTag[] {
  const byName = new Map(tags.map((tag) => [tag.name.toLocaleLowerCase(), tag]));
  const below = new Map<Tag | null, Tag[]>();
  for (const tag of tags) {
    const parent = parentOf(tag, byName);
    below.set(parent, [...(below.get(parent) ?? []), tag]);
  }
  const list: NestedTag[] = [];
  const put = (parent: Tag | null, depth: number): void => {
    for (const tag of below.get(parent) ?? []) {
      list.push({ tag, depth, shortName: parent === null ? tag.name : tag.name.slice(parent.name.length + 1) });
      put(tag, depth + 1);
    }
  };
  put(null, 0);
  return list;
}

function parentOf({ name }: Tag, byName: ReadonlyMap<string, Tag>): Tag | null {
  for (let cut = name.lastIndexOf('/'); cut > 0; cut = name.lastIndexOf('/', cut - 1)) {
    const parent = cut < name.length - 1 ? byName.get(name.slice(0, cut).toLocaleLowerCase()) : undefined;
    if (parent !== undefined) return parent;
  }
  return null;
}
