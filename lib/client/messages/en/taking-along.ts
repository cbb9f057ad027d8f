/** Words of what takes mail along: exports, and messages that are forwarded as files. */
export const takingAlong = {
  'export.action': 'Export…',
  'export.title': 'Export',
  'export.messages': '{count, plural, one {# message} other {# messages}}',
  'export.all': 'Everything in “{name}”',
  'export.format': 'As',
  'export.mbox': 'One file (mbox)',
  'export.mboxHint': 'Most mail programs can import it.',
  'export.zip': 'A ZIP of single files (.eml)',
  'export.zipHint': 'Each message opens by itself in a mail program.',
  'export.do': 'Export',
  'export.preparing': 'Preparing…',
  'export.perAccount': 'There is one file for each account.',
  'export.begun': '{count, plural, one {# message is being downloaded} other {# messages are being downloaded}}',
  'export.begunText': 'Your browser shows how far it is. Stay signed in until it is done.',
  'export.failed': 'The export did not work',
  'export.nothing': 'There is no message in it.',
  'forward.asFiles': 'Forward as attachments',
  'forward.tooMany':
    'Up to {most, plural, one {# message} other {# messages}} can be forwarded as attachments at once. Export more of them as a file.',
} as const;
