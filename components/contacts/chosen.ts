/** What the right side shows: somebody, a form for a new one, or nothing yet. */
export type Chosen = { kind: 'none' } | { kind: 'card'; id: string; isEditing: boolean } | { kind: 'new'; isGroup: boolean };
