import type { PersonId } from '#lib/mail/index.ts';

/** A message to begin others with: `html` as our editor wrote it, `text` the same words plain. */
export type TemplateRecord = { id: string; name: string; subject: string; html: string; text: string };

export interface TemplateStore {
  list(personId: PersonId): Promise<TemplateRecord[]>;
  /** @returns its id; null: there are too many (200) */
  create(personId: PersonId, template: Omit<TemplateRecord, 'id'>): Promise<string | null>;
  /** @returns false: there is none of that id */
  update(personId: PersonId, template: TemplateRecord): Promise<boolean>;
  /** @returns false: there is none of that id */
  destroy(personId: PersonId, id: string): Promise<boolean>;
}
