/** How far back the text of an account's messages is brought into the full-text index; what lies before is searched on the mail server. */
export const textReaches = ['off', 'two-years', 'all'] as const;
export type TextReach = (typeof textReaches)[number];
