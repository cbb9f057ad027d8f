/**
 * The pieces of the full-text index are joined eight at a time instead of four: a fill writes each word less often, and housekeeping joins the
 * rest while nobody writes.
 *
 * @see https://sqlite.org/fts5.html §6.7 (automerge)
 */
export const indexMerging = "insert into email_fts (email_fts, rank) values ('automerge', 8);";
