import { z } from 'zod';

/** RFC 8621 §4.1.2.3. */
export const emailAddressSchema = z.strictObject({
  name: z.string().max(2000).nullable().default(null),
  email: z.string().max(2000),
});

/** RFC 8621 §4.1.2.4. */
export const emailAddressGroupSchema = z.strictObject({
  name: z.string().max(2000).nullable().default(null),
  addresses: z.array(emailAddressSchema),
});
