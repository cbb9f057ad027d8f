export const tags = {
  'tag.off': 'Take “{name}” off',
  'tag.local': '“{name}” is only kept here: the mail server does not store it.',
  'tag.localMark': 'only kept here',
} as const;
