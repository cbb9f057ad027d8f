/** A property as jCard has it (RFC 7095 §3.3): name, parameters, type, values. */
export type JcardProperty = [name: string, parameters: Readonly<Record<string, string | string[]>>, type: string, ...values: unknown[]];

/** RFC 6350 §6.7.3 TYPE and PREF; `pref` among the types is what vCard 3.0 has for it. */
export function typesOf([, { type = [] }]: JcardProperty): string[] {
  return (Array.isArray(type) ? type : [type]).map((one) => one.toLowerCase());
}

export function prefOf(property: JcardProperty): number | null {
  const pref = Number(property[1].pref);
  if (Number.isInteger(pref) && pref >= 1 && pref <= 100) return pref;
  return typesOf(property).includes('pref') ? 1 : null;
}

/** The values of a property as one text each, whatever form they have. */
export function textsOf([, , , ...values]: JcardProperty): string[] {
  return values.map(textOf);
}

/** A structured value (N, ADR, ORG): its fields, each with one text. */
export function fieldsOf([, , , value]: JcardProperty): string[] {
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(' ');
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** What the types of a vCard are called in a Card, by kind (RFC 9555 §2.10, §2.3.12). */
export const contextOfType: Readonly<Record<string, string>> = { home: 'private', work: 'work' };
export const featureOfType: Readonly<Record<string, string>> = {
  cell: 'mobile',
  voice: 'voice',
  fax: 'fax',
  pager: 'pager',
  video: 'video',
  text: 'text',
  textphone: 'textphone',
};
/** The fields of N (RFC 6350 §6.2.2) and ADR (§6.3.1) in their order, as kinds of components of a Card. */
export const nameFields = ['surname', 'given', 'given2', 'title', 'credential'] as const;
export const addressFields = ['postOfficeBox', 'apartment', 'name', 'locality', 'region', 'postcode', 'country'] as const;
