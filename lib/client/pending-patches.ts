import type { EmailId } from '#lib/mail/index.ts';
import { type EmailPatch, type EmailPatches, patchEmail, type RowEmail } from './email-view.ts';

/** Changes of this screen that the gateway has not confirmed: laid over what the cache knows, in the order of the clicks. */
export type PendingPatches = {
  /** @returns takes the patches off again */
  add(patches: EmailPatches): () => void;
  /** The Email with everything pending laid over it; null when a pending patch destroys it. */
  over(email: RowEmail): RowEmail | null;
  isEmpty(): boolean;
};

export function createPendingPatches(): PendingPatches {
  const layers = new Set<EmailPatches>();
  const byEmail = new Map<EmailId, EmailPatches[]>();
  return {
    add(patches) {
      layers.add(patches);
      for (const id of patches.keys()) byEmail.set(id, [...(byEmail.get(id) ?? []), patches]);
      return () => {
        if (!layers.delete(patches)) return;
        for (const id of patches.keys()) {
          const left = (byEmail.get(id) ?? []).filter((layer) => layer !== patches);
          if (left.length === 0) byEmail.delete(id);
          else byEmail.set(id, left);
        }
      };
    },
    over(email) {
      let view: RowEmail | null = email;
      for (const layer of byEmail.get(email.id) ?? []) {
        const patch: EmailPatch | undefined = layer.get(email.id);
        if (patch !== undefined && view !== null) view = patchEmail(view, patch);
      }
      return view;
    },
    isEmpty: () => layers.size === 0,
  };
}
