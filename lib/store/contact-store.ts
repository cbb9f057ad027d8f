import type { ContactStore, TemplateRecord, TemplateStore } from './api.ts';
import {
  contactChanges,
  contactPeople,
  contactRecords,
  contactState,
  contactsMatching,
  contactsWithAddress,
  groupMembers,
} from './read/contacts.ts';
import type { Reader } from './read/reader.ts';
import type { Writer } from './sqlite/writer.ts';

export function contactStore(writer: Writer, reader: Reader): ContactStore {
  return {
    list: (personId, ids) => reader.read((db) => contactRecords(db, personId, ids)),
    state: (personId) => reader.read((db) => contactState(db, personId)),
    changes: (personId, sinceState, maxChanges) =>
      reader.read((db) => db.transaction('deferred', () => contactChanges(db, personId, sinceState, maxChanges))),
    create: (personId, book, card) => writer.call('createContact', personId, book, card),
    update: (personId, id, book, card) => writer.call('updateContact', personId, id, book, card),
    destroy: (personId, id) => writer.call('destroyContact', personId, id),
    matching: (personId, words, limit) => reader.read((db) => contactsMatching(db, personId, words, limit)),
    withAddress: (personId, emails) => reader.read((db) => contactsWithAddress(db, personId, emails)),
    people: (personId, limit) => reader.read((db) => contactPeople(db, personId, limit)),
    members: (personId, groupId) => reader.read((db) => groupMembers(db, personId, groupId)),
    async collect(personId, people) {
      return people.length === 0 ? 0 : writer.call('collectContacts', personId, people);
    },
  };
}

export function templateStore(writer: Writer, reader: Reader): TemplateStore {
  return {
    list: (personId) =>
      reader.read((db) =>
        db.all<TemplateRecord>(
          `select t.id, t.name, t.subject, t.html, t.text from template t join person p on p.key = t.person where p.id = ?
            order by t.name collate nocase, t.key`,
          personId,
        ),
      ),
    create: (personId, template) => writer.call('createTemplate', personId, template),
    update: (personId, template) => writer.call('updateTemplate', personId, template),
    destroy: (personId, id) => writer.call('destroyTemplate', personId, id),
  };
}
