import type { DraftVersion } from '#lib/client/index.ts';
import type { EmailId } from '#lib/mail/index.ts';

/** What one window knows of its own draft. Revisions count up with every change; 0 = as it was opened. */
export type DraftStand = {
  /** marks the versions that this window saved (`DraftMark`) */
  writer: string;
  /** the version that the next one replaces; null: none was saved yet */
  savedId: EmailId | null;
  savedRevision: number;
  revision: number;
  /** the revision that was handed to the outbox without hearing an answer; null: none */
  sendingRevision: number | null;
  /** a message that was sent (and perhaps not delivered) was opened to be changed: it is the draft, until a version is saved */
  sentId?: EmailId | null;
};

/**
 * What is to be done about a draft that somebody else may have changed. Nothing that a person wrote is overwritten by any of it:
 * `adopt` is only said where this window holds nothing that the gateway does not have.
 * - `go-on`: nobody did. `wasDeleted`: somebody deleted it, but there is more here than was deleted: it is saved anew.
 * - `adopt`: a newer version stands there; it is shown.
 * - `part`: both were changed. This window's becomes a draft of its own, with a Message-ID of its own; the other one stays as it is.
 * - `was-sent`, `was-deleted`: elsewhere, and there is nothing here that was not there.
 *
 * `revision`: what the version that is shown counts as, so that later changes count on from there.
 * `stale`: versions of this window that a later one has replaced, left behind by a lost answer.
 */
export type Verdict =
  | { do: 'go-on'; savedId: EmailId | null; savedRevision: number; wasDeleted: boolean; stale: EmailId[] }
  | { do: 'adopt'; emailId: EmailId; revision: number; stale: EmailId[] }
  | { do: 'part'; because: 'changed' | 'sent'; other: EmailId; savedId: EmailId | null; savedRevision: number; stale: EmailId[] }
  | { do: 'was-sent'; emailId: EmailId; stale: EmailId[] }
  | { do: 'was-deleted'; stale: EmailId[] };

/** @param versions all Emails with the draft's Message-ID, the newest first */
export function reconcileDraft(stand: DraftStand, versions: readonly DraftVersion[]): Verdict {
  const { writer, savedId, revision, sendingRevision } = stand;
  const own = versions
    .filter((version) => version.isDraft && version.mark?.writer === writer)
    .sort((a, b) => (b.mark?.revision ?? 0) - (a.mark?.revision ?? 0));
  const newestOwn = own[0];
  // Some clients send the very Email that the draft was: then it is none any more.
  const isStanding = (version: DraftVersion): boolean => version.isDraft || version.emailId === stand.sentId;
  const base = versions.find((version) => version.emailId === savedId && isStanding(version));
  const isLater = newestOwn?.mark != null && newestOwn.mark.revision > stand.savedRevision;
  // An answer that was lost: that version stands although nobody told us.
  const current = isLater ? newestOwn : base;
  const savedRevision = isLater ? (newestOwn?.mark?.revision ?? stand.savedRevision) : stand.savedRevision;
  // The device was killed before it had written what the gateway got: that version is the whole of it.
  if (newestOwn?.mark != null && newestOwn.mark.revision > revision && newestOwn.emailId !== savedId) {
    const older = own.slice(1).map(({ emailId }) => emailId);
    return { do: 'adopt', emailId: newestOwn.emailId, revision: newestOwn.mark.revision, stale: older };
  }
  const stale = own.filter((version) => version !== current && !(version === base && !isLater)).map(({ emailId }) => emailId);
  if (isLater && base !== undefined && base !== newestOwn && !stale.includes(base.emailId)) stale.push(base.emailId);
  const others = versions.filter((version) => version.isDraft && version !== base && version.mark?.writer !== writer);
  const sent = versions.find((version) => !isStanding(version));
  const isSending = sendingRevision !== null && sendingRevision === revision;
  const hasMore = revision > savedRevision;

  if (sent !== undefined) {
    const known = current === undefined ? [] : [current.emailId];
    if (isSending) return { do: 'was-sent', emailId: sent.emailId, stale: [...new Set([...stale, ...known])] };
    // A version that stands here was saved after the one that was sent was opened there: its words were never sent.
    if (current === undefined && !hasMore) return { do: 'was-sent', emailId: sent.emailId, stale };
    return { do: 'part', because: 'sent', other: sent.emailId, savedId: current?.emailId ?? null, savedRevision, stale };
  }
  const other = others.find(({ mark }) => current !== undefined && mark?.base === current.emailId) ?? others[0];
  if (current !== undefined) {
    const goOn: Verdict = { do: 'go-on', savedId: current.emailId, savedRevision, wasDeleted: false, stale };
    if (other === undefined) return goOn;
    // Made out of the version that we have, by somebody who is about to take that one away.
    if (!hasMore && other.mark?.base === current.emailId) return { do: 'adopt', emailId: other.emailId, revision, stale };
    if (!hasMore && current.mark?.writer !== writer) return goOn;
    return { do: 'part', because: 'changed', other: other.emailId, savedId: current.emailId, savedRevision, stale };
  }
  if (other !== undefined)
    return hasMore
      ? { do: 'part', because: 'changed', other: other.emailId, savedId: null, savedRevision: 0, stale }
      : { do: 'adopt', emailId: other.emailId, revision, stale };
  if (savedId === null) return { do: 'go-on', savedId: null, savedRevision, wasDeleted: false, stale };
  return hasMore ? { do: 'go-on', savedId: null, savedRevision: 0, wasDeleted: true, stale } : { do: 'was-deleted', stale };
}
