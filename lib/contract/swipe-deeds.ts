/** What swiping a row can do. Apart from the schemas: pages list them (docs/gotchas.md). */
export const swipeDeeds = ['archive', 'delete', 'read', 'snooze', 'star', 'move', 'none'] as const;
export type SwipeDeed = (typeof swipeDeeds)[number];
