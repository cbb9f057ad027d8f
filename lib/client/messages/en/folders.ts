export const folders = {
  'folder.more': 'More about {name}',
  'folder.actions': 'Folder actions: {name}',
  'folder.menu': 'Folder {name}',
  'folder.new': 'New folder',
  'folder.readOnly': 'Read only',
  'quota.label': 'Storage',
  'quota.used': '{used} of {limit}',
  'quota.messages': '{used} of {limit} messages',
  'quota.full': 'Nearly full',
} as const;
