import { randomBytes } from 'node:crypto';
import type { AccountId, PersonId } from '#lib/mail/index.ts';
import type { PushSubscriptionRow, Store } from '#lib/store/index.ts';
import type { NewPushSubscription, PushSubscriptions } from '../api.ts';
import type { PushService } from './push-service.ts';

type Parts = {
  personId: PersonId;
  credential: string;
  accountIds: AccountId[] | null;
  store: Store;
  /** who sends; only tests that look at nothing sent leave it out */
  service: Pick<PushService, 'mayCreate' | 'created' | 'verified' | 'destroyed'> | null;
  /** see PushSubscriptions */
  serverKey: string;
  nowMs: () => number;
};

/** The push subscriptions of one credential: nobody else sees or changes them (RFC 8620 §7.2). */
export function ownPushSubscriptions({ personId, credential, accountIds, store, service, serverKey, nowMs }: Parts): PushSubscriptions {
  const list = () => store.push.of(personId, credential);
  return {
    serverKey,
    list,
    count: () => store.push.countOf(personId),
    isTimed: credential.startsWith('s:'),
    async create(given: NewPushSubscription) {
      if (service?.mayCreate(personId) === false) return null;
      const row: PushSubscriptionRow = {
        ...given,
        id: `x${randomBytes(16).toString('base64url')}`,
        personId,
        credential,
        accountIds,
        verificationCode: randomBytes(24).toString('base64url'),
        isVerified: false,
        told: null,
      };
      await store.push.create(row, nowMs());
      service?.created(row);
      return row;
    },
    async update(id, patch) {
      const row = (await list()).find((one) => one.id === id);
      if (row === undefined) return;
      await store.push.update(id, patch);
      if (patch.isVerified === true) await service?.verified({ ...row, ...patch });
    },
    async destroy(ids) {
      const own = new Set((await list()).map(({ id }) => id));
      const wanted = ids.filter((id) => own.has(id));
      await store.push.destroy(wanted);
      service?.destroyed(wanted);
    },
  };
}
