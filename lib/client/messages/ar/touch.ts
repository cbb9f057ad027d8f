import type { touch as english } from '../en/touch.ts';

export const touch: Readonly<Record<keyof typeof english, string>> = {
  'touch.asking': 'جارٍ البحث عن بريد جديد…',
  'touch.failed': 'تعذّر البحث عن بريد جديد',
  'touch.title': 'السحب في القائمة',
  'touch.hint': 'على شاشة اللمس: ما يحدث عند سحب صف إلى الجانب. والضغط المطوّل يحدده.',
  'touch.swipeStart': 'السحب نحو اليمين',
  'touch.swipeEnd': 'السحب نحو اليسار',
  'touch.read': 'وضع علامة مقروء أو غير مقروء',
  'touch.star': 'تمييز بنجمة أو إزالتها',
  'touch.none': 'لا شيء',
};
