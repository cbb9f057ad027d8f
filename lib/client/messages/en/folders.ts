export const folders = {
  'folder.more': 'More about {name}',
  'folder.actions': 'Folder actions: {name}',
  'folder.menu': 'Folder {name}',
  'folder.new': 'New folder',
  'folder.readOnly': 'Read only',
} as const;
