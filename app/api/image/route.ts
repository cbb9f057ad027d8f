import { withUser } from '#lib/auth/index.ts';
import { type ImageUrls, imageWishSchema } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { rasterType } from './raster-type.ts';
import { readImageUrl, signImageUrl } from './signed-url.ts';
import { createSlots } from './slots.ts';

const keyPurpose = 'image-proxy';
const slots = createSlots({ atOnce: 6, maxWaiting: 500 });

/** The reader's click on “Show”: addresses at this proxy for the remote images of one mail (security.md §3). Nothing is fetched yet. */
export const POST = withUser(
  imageWishSchema,
  async ({ asker, userMail, body }): Promise<ImageUrls> => {
    const account = userMail.account(body.accountId);
    if (account === null) throw new MailError('not-found', 'no such account of this person', { permanent: true });
    const key = (await currentGateway()).deriveKey(keyPurpose);
    const wish = { personId: asker.personId, accountId: account.id, emailId: body.emailId };
    const nowMs = Date.now();
    const entries = body.urls.flatMap((url): [string, string][] => {
      const signed = signImageUrl(key, { ...wish, url }, nowMs);
      return signed === null ? [] : [[url, signed]];
    });
    return { urls: Object.fromEntries(entries) };
  },
  { cookieOnly: true },
);

/** One allowed image, fetched by us: no cookie, no referrer, no address of the reader; raster only, by its content. */
export const GET = withUser(
  null,
  async ({ asker, request, signal }) => {
    const gateway = await currentGateway();
    const permit = readImageUrl(gateway.deriveKey(keyPurpose), asker.personId, new URL(request.url).searchParams, Date.now());
    if (permit === null) throw new MailError('not-found', 'no such image for this person, or the permit is over', { permanent: true });
    const giveBack = await slots.take(asker.personId);
    if (giveBack === null) throw new MailError('too-many', 'too many images at once', { code: 'IMAGES' });
    try {
      const { status, body } = await gateway.fetchOutside(permit.url, signal);
      const type = status === 200 ? rasterType(body) : null;
      if (type === null) throw new MailError('not-found', 'no raster image there', { permanent: true });
      return new Response(new Uint8Array(body), {
        headers: {
          'Content-Type': type,
          'Cache-Control': 'private, max-age=86400, immutable',
          'Content-Security-Policy': "default-src 'none'; sandbox",
          'Cross-Origin-Resource-Policy': 'same-origin',
          'X-Content-Type-Options': 'nosniff',
        },
      });
    } finally {
      giveBack();
    }
  },
  { cookieOnly: true },
);
