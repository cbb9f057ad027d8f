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
  'viewer.pdfOpening': 'Opening the document…',
  'viewer.pdfPlace': 'Page {page} of {count}',
  'viewer.pdfBroken': 'This document is damaged, or is no PDF. It can be downloaded.',
  'viewer.pdfPassword': 'This document is locked with a password. Download it to open it.',
  'viewer.pdfLarger': 'Larger',
  'viewer.pdfSmaller': 'Smaller',
  'viewer.pdfFit': 'Fit the width',
} as const;
