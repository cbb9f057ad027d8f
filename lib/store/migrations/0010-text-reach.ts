/** How far back the text of an account's messages is indexed: off, two-years or all. */
export const textReach = `alter table account add column text_reach text not null default 'two-years';`;
