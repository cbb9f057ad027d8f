import type { EmailAddress } from '#lib/mail/index.ts';

/** Everybody who writes in the sample mail; all of them live in domains that cannot exist (RFC 6761). */
export const cast = {
  maya: { name: 'Maya Lindqvist', email: 'maya@lindqvist-studio.example' },
  tomas: { name: 'Tomás Herrera', email: 'tomas.herrera@harbourhouse.example' },
  priya: { name: 'Priya Raman', email: 'priya@ramanworks.example' },
  jonas: { name: 'Jonas Weber', email: 'jonas.weber@weber-holz.example' },
  claire: { name: 'Claire Dubois', email: 'claire.dubois@atelier-dubois.example' },
  yuki: { name: '田中 由紀', email: 'yuki.tanaka@tanaka.example' },
  layla: { name: 'ليلى حداد', email: 'layla.haddad@haddad.example' },
  olena: { name: 'Олена Шевчук', email: 'olena@shevchuk.example' },
  mum: { name: 'Ingrid (Mum)', email: 'ingrid@family.example' },
  ben: { name: 'Ben Okafor', email: 'ben@okafor.example' },
  nora: { name: 'Nora Fitzgerald', email: 'nora.fitz@citylibrary.example' },
  landlord: { name: 'Rosa Martínez', email: 'rosa@oakstreet-homes.example' },
} satisfies Record<string, EmailAddress>;

export type CastName = keyof typeof cast;
