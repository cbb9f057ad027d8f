/** Words of what fingers do in a list. */
export const touch = {
  'touch.asking': 'Looking for new mail…',
  'touch.failed': 'Could not look for new mail',
  'touch.title': 'Swiping in the list',
  'touch.hint': 'On a touch screen: a row that is moved aside does one of these. Holding a row ticks it.',
  'touch.swipeStart': 'Swipe to the left',
  'touch.swipeEnd': 'Swipe to the right',
  'touch.read': 'Mark read or unread',
  'touch.star': 'Star or take the star off',
  'touch.none': 'Nothing',
} as const;
