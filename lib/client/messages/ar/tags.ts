import type { tags as english } from '../en/tags.ts';

export const tags: Readonly<Record<keyof typeof english, string>> = {
  'tag.off': 'إزالة «{name}»',
  'tag.local': '«{name}» محفوظ هنا فقط: خادم البريد لا يخزّنه.',
  'tag.localMark': 'هنا فقط',
};
