export const tags = {
  'tag.label': 'Tag…',
  'tag.title': 'Tags',
  'tag.find': 'Find or create a tag',
  'tag.create': 'Create “{name}”',
  'tag.none': 'No tags yet. Type a name to create one.',
  'tag.done': 'Done',
  'tag.region': 'Tags',
  'tag.off': 'Take “{name}” off',
  'tag.local': '“{name}” is only kept here: the mail server does not store it.',
  'tag.localMark': 'only kept here',
  'tag.show': 'Show mail tagged “{name}”',
  'tag.notCreated': 'The tag could not be created',

  'mark.phishing': 'The mail server takes this message for an attempt to deceive you. Do not open its links or files.',
  'mark.trusted': 'Your mail provider vouches for this sender',
  'mark.masked': 'Sent to one of your masked addresses',
} as const;
