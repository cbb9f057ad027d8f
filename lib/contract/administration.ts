import { z } from 'zod';

/** RFC 6749 appendix A: printable ASCII. */
const token = z.string().regex(/^[\x20-\x7e]{1,1024}$/);
/** absent: what there is stays; null: there is none */
const clientSecret = token.nullable().optional();
const setBy = z.enum(['environment', 'settings']).nullable();

/** `PATCH /api/administration/clients/{key}`: the client that a mail provider gave to this installation. */
export const clientWishSchema = z.strictObject({ clientId: token, clientSecret });
export type ClientWish = z.infer<typeof clientWishSchema>;

/** `PATCH /api/administration/identity-provider`: the house's own (OpenID Connect). It is asked before anything is kept. */
export const identityProviderWishSchema = z.strictObject({
  issuer: z
    .url({ protocol: /^https$/ })
    .max(1_000)
    .refine((text) => !/[?#@]/.test(text)),
  clientId: token,
  clientSecret,
  name: z.string().trim().min(1).max(60),
  linksByEmail: z.boolean(),
});
export type IdentityProviderWish = z.infer<typeof identityProviderWishSchema>;

/** `PATCH /api/administration` */
export const houseWishSchema = z.strictObject({ onlineDatabase: z.boolean() });

/** `GET /api/administration`: what holds for everybody here. Of a secret nobody learns more than that there is one. */
const houseSettingsSchema = z.object({
  clients: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      redirectUrl: z.string(),
      clientId: z.string().nullable(),
      hasSecret: z.boolean(),
      setBy,
    }),
  ),
  identityProvider: z.object({
    redirectUrl: z.string(),
    issuer: z.string().nullable(),
    clientId: z.string().nullable(),
    name: z.string().nullable(),
    linksByEmail: z.boolean(),
    hasSecret: z.boolean(),
    setBy,
  }),
  onlineDatabase: z.object({ isAsked: z.boolean(), isByEnvironment: z.boolean() }),
});
export type HouseSettings = z.infer<typeof houseSettingsSchema>;
