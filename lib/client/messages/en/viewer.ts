/** Files of a message, looked at. */
export const viewer = {
  'viewer.close': 'Close',
  'viewer.previous': 'Previous file',
  'viewer.next': 'Next file',
  'viewer.place': '{position} of {count}',
  'viewer.download': 'Download',
  'viewer.failed': 'This file could not be shown. It can be downloaded.',
  'viewer.cut': 'Only the first part is shown. Download the file to see all of it.',
  'viewer.empty': 'This file is empty.',
  'viewer.subject': 'Subject',
} as const;
