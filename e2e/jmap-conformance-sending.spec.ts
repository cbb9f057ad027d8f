import type { EmailSubmission, Identity, QueryChangesResponse, QueryResponse, SetError, SetResponse } from '#lib/contract/index.ts';
import { expect, test } from './fixtures.ts';
import type { Json } from './jmap/conformance.ts';
import { accountKinds, clientOn } from './jmap/conformance.ts';

// So many small tests share what is set up for them once.
test.describe.configure({ mode: 'default' });

/** RFC 8621 §6 and §7, sentence by sentence, over HTTP. */
for (const kind of accountKinds) {
  test.describe(`RFC 8621 §6, §7 on ${kind.name}`, () => {
    const client = clientOn(kind);
    const someone = 'someone@example.net';
    let me: string;
    let identityId: string;
    test.beforeAll(async () => {
      const [first] = await client.get<Identity>('Identity/get', null);
      [me, identityId] = [first!.email, first!.id];
    });

    test.describe('§6 Identities', () => {
      const set = (args: Json) => client.door.ask<SetResponse<{ id: string } & Json>>('Identity/set', args);
      const identity = async (id: string): Promise<Identity> => (await client.get<Identity>('Identity/get', [id]))[0]!;
      test('§6, J21: one Identity from the first login, with every property', async () => {
        expect(await identity(identityId)).toEqual({
          ...{ id: identityId, name: '', email: client.user.address, replyTo: null, bcc: null },
          ...{ textSignature: '', htmlSignature: '', mayDelete: false },
        });
      });
      test('§6.3: created with its email alone: the rest are the defaults, and come back', async () => {
        const { created } = await set({ create: { k: { email: me } } });
        const { id } = created!.k!;
        const defaults = { name: '', replyTo: null, bcc: null, textSignature: '', htmlSignature: '', mayDelete: true };
        expect(created!.k).toEqual({ id, ...defaults });
        expect(await identity(id)).toEqual({ id, email: me, ...defaults });
      });
      test('§6.3: created, changed, and destroyed, with every property; /changes tell it', async () => {
        const { state } = await client.result('Identity/get', { ids: [] });
        const given = {
          name: 'Büro',
          replyTo: [{ name: 'R', email: 'r@x.test' }],
          bcc: [{ name: null, email: 'b@x.test' }],
          textSignature: '-- \nx',
          htmlSignature: '<b>x</b>',
        };
        const { id } = (await set({ create: { k: { email: me, ...given } } })).created!.k!;
        expect(await identity(id)).toEqual({ id, email: me, mayDelete: true, ...given });
        expect((await set({ update: { [id]: { name: null, replyTo: null, textSignature: 'other' } } })).updated).toEqual({ [id]: null });
        expect(await identity(id)).toMatchObject({ name: '', replyTo: null, textSignature: 'other', htmlSignature: '<b>x</b>' });
        expect(await client.result('Identity/changes', { sinceState: state })).toMatchObject({ created: [id], updated: [], destroyed: [] });
        expect((await set({ destroy: [id] })).destroyed).toEqual([id]);
        expect(await client.result('Identity/get', { ids: [id] })).toMatchObject({ list: [], notFound: [id] });
      });
      const wrong: [what: string, args: () => Json, type: string, properties?: string[]][] = [
        ['no email', () => ({ create: { k: { name: 'x' } } }), 'invalidProperties', ['email']],
        ['an email that is none', () => ({ create: { k: { email: 'x' } } }), 'invalidProperties', ['email']],
        ['an address that one may not send from', () => ({ create: { k: { email: 'pope@example.net' } } }), 'forbiddenFrom'],
        ['an id', () => ({ create: { k: { email: me, id: 'x' } } }), 'invalidProperties', ['id']],
        ['mayDelete', () => ({ create: { k: { email: me, mayDelete: true } } }), 'invalidProperties', ['mayDelete']],
        ['an unknown property', () => ({ create: { k: { email: me, nothing: 1 } } }), 'invalidProperties', ['nothing']],
        ['a replyTo that is no array', () => ({ create: { k: { email: me, replyTo: 'x' } } }), 'invalidProperties', ['replyTo']],
        ['another email on update', () => ({ update: { [identityId]: { email: 'a@x.test' } } }), 'invalidProperties', ['email']],
        ['mayDelete on update', () => ({ update: { [identityId]: { mayDelete: true } } }), 'invalidProperties', ['mayDelete']],
        ['an unknown id', () => ({ update: { iNo: { name: 'x' } } }), 'notFound'],
        ['the one that may not be deleted', () => ({ destroy: [identityId] }), 'forbidden'],
      ];
      for (const [what, args, type, properties] of wrong)
        test(`§6.3: ${what} is ${type}`, async () => {
          const error = await client.setError('Identity/set', args());
          expect({ type: error?.type, properties: error?.properties }).toEqual({ type, properties });
        });
    });

    test.describe('§7 EmailSubmission', () => {
      const email = (more: Json = {}): Promise<string> =>
        client.make({
          keywords: { $draft: true },
          from: [{ name: null, email: me }],
          to: [{ name: null, email: someone }],
          subject: 'sent',
          ...more,
        });
      const held = (more: Json = {}) => ({
        mailFrom: { email: me, parameters: { HOLDFOR: '86400' } },
        rcptTo: [{ email: someone }],
        ...more,
      });
      const set = (args: Json) => client.door.ask<SetResponse<EmailSubmission & Json>>('EmailSubmission/set', args);
      const hold = async (more: Json = {}): Promise<string> =>
        (await set({ create: { k: { identityId, emailId: await email(), envelope: held(), ...more } } })).created!.k!.id;
      const submission = async (id: string) => (await client.get<EmailSubmission>('EmailSubmission/get', [id]))[0]!;
      const cancel = (id: string) => set({ update: { [id]: { undoStatus: 'canceled' } } });

      test('§7: every property of a submission that is held, with the envelope as it was given', async () => {
        const emailId = await email();
        const { threadId } = await client.email(emailId, ['threadId']);
        const { created } = await set({ create: { k: { identityId, emailId, envelope: held() } } });
        const { id } = created!.k!;
        expect(await submission(id)).toEqual({
          ...{ id, identityId, emailId, threadId, undoStatus: 'pending', dsnBlobIds: [], mdnBlobIds: [] },
          envelope: { ...held(), rcptTo: [{ email: someone, parameters: null }] },
          sendAt: expect.stringMatching(/Z$/),
          deliveryStatus: { [someone]: { smtpReply: '', delivered: 'queued', displayed: 'unknown' } },
        });
        expect(created!.k).toMatchObject({ undoStatus: 'pending', sendAt: (await submission(id)).sendAt });
      });
      test('§7: without an envelope it is made of From, To, Cc and Bcc, each address once', async () => {
        const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name: null, email: `${name}@example.net` }));
        const emailId = await email({ to: [a, b], cc: [b], bcc: [c] });
        const { created } = await set({ create: { k: { identityId, emailId } } });
        expect(created!.k!.envelope).toEqual({
          mailFrom: { email: me, parameters: null },
          rcptTo: [a, b, c].map((one) => ({ email: one!.email, parameters: null })),
        });
      });
      test('§1.3.2, J11: HOLDUNTIL holds until then; more than maxDelayedSend is refused', async () => {
        const { maxDelayedSend, submissionExtensions } =
          client.door.session.accounts[client.accountId as never]!.accountCapabilities['urn:ietf:params:jmap:submission']!;
        expect(maxDelayedSend).toBeGreaterThan(0);
        expect(submissionExtensions).toHaveProperty('FUTURERELEASE');
        const until = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
        const id = await hold({ envelope: held({ mailFrom: { email: me, parameters: { holduntil: until } } }) });
        expect(Date.parse((await submission(id)).sendAt)).toBe(Date.parse(until));
        const tooLong = held({ mailFrom: { email: me, parameters: { HOLDFOR: String(maxDelayedSend + 60) } } });
        const error = await client.setError('EmailSubmission/set', {
          create: { k: { identityId, emailId: await email(), envelope: tooLong } },
        });
        expect(error).toMatchObject({ type: 'invalidProperties', properties: ['envelope'] });
      });

      type Wrong = [what: string, object: () => Json | Promise<Json>, error: Partial<SetError>];
      const from = (mailFrom: Json, ...rcptTo: Json[]) => ({ envelope: { mailFrom, rcptTo } });
      const wrong: Wrong[] = [
        ['no identityId', () => ({ identityId: undefined }), { type: 'invalidProperties', properties: ['identityId'] }],
        ['an unknown identityId', () => ({ identityId: 'iNo' }), { type: 'invalidProperties', properties: ['identityId'] }],
        ['no emailId', () => ({ emailId: undefined }), { type: 'invalidProperties', properties: ['emailId'] }],
        ['an unknown emailId', () => ({ emailId: 'eNo' }), { type: 'invalidProperties', properties: ['emailId'] }],
        [
          'sendAt, which the server sets',
          () => ({ sendAt: '2030-01-01T00:00:00Z' }),
          { type: 'invalidProperties', properties: ['sendAt'] },
        ],
        ['undoStatus, which the server sets', () => ({ undoStatus: 'final' }), { type: 'invalidProperties', properties: ['undoStatus'] }],
        ['an unknown property', () => ({ nothing: 1 }), { type: 'invalidProperties', properties: ['nothing'] }],
        [
          'an envelope that is none',
          () => ({ envelope: { mailFrom: { email: me } } }),
          { type: 'invalidProperties', properties: ['envelope'] },
        ],
        [
          'an extension that is not offered',
          () => from({ email: me, parameters: { NOTHING: 'x' } }, { email: someone }),
          { type: 'invalidProperties', properties: ['envelope'] },
        ],
        ['nobody to send to, by the envelope', () => from({ email: me }), { type: 'noRecipients' }],
        ['nobody to send to, by the Email', async () => ({ emailId: await email({ to: null }) }), { type: 'noRecipients' }],
        [
          'recipients that are no addresses',
          () => from({ email: me }, { email: 'bad' }, { email: someone }, { email: 'a b@c' }),
          { type: 'invalidRecipients', invalidRecipients: ['bad', 'a b@c'] },
        ],
        [
          'a recipient of the Email that is no address',
          async () => ({ emailId: await email({ to: [{ name: null, email: 'bad' }] }) }),
          { type: 'invalidRecipients', invalidRecipients: ['bad'] },
        ],
        [
          'too many recipients',
          () => from({ email: me }, ...Array.from({ length: 2_001 }, (_, n) => ({ email: `r${n}@example.net` }))),
          { type: 'tooManyRecipients', maxRecipients: 2_000 },
        ],
        [
          'a mailFrom that one may not send as',
          () => from({ email: 'pope@example.net' }, { email: someone }),
          { type: 'forbiddenMailFrom' },
        ],
        [
          'a From that one may not send as',
          async () => ({ emailId: await email({ from: [{ name: null, email: 'pope@example.net' }] }) }),
          { type: 'forbiddenFrom' },
        ],
        ['an Email without From', async () => ({ emailId: await email({ from: null }) }), { type: 'invalidEmail', properties: ['from'] }],
        [
          'two authors and no Sender',
          async () => ({ emailId: await email({ from: [{ email: me }, { email: someone }] }) }),
          { type: 'invalidEmail', properties: ['from'] },
        ],
      ];
      for (const [what, object, error] of wrong)
        test(`§7.5: ${what}: ${error.type}; nothing is made`, async () => {
          const whole = { identityId, emailId: await email(), ...(await object()) };
          // what was sent before may still be on its way and move the state
          await expect(async () => {
            const { state } = await client.result('EmailSubmission/get', { ids: [] });
            expect(await client.setError('EmailSubmission/set', { create: { k: whole } })).toMatchObject(error);
            expect((await client.result('EmailSubmission/get', { ids: [] })).state).toBe(state);
          }).toPass({ timeout: 30_000 });
        });

      test('§7.5: while it is pending undoStatus can be set to canceled, and to nothing else; nothing else can be changed', async () => {
        const id = await hold();
        for (const [patch, properties] of [
          [{ undoStatus: 'final' }, ['undoStatus']],
          [{ undoStatus: 'nothing' }, ['undoStatus']],
          [{ sendAt: '2030-01-01T00:00:00Z' }, ['sendAt']],
          [{ identityId: 'x' }, ['identityId']],
        ] as const)
          expect(await client.setError('EmailSubmission/set', { update: { [id]: patch } })).toMatchObject({
            type: 'invalidProperties',
            properties,
          });
        expect((await cancel(id)).updated).toEqual({ [id]: null });
        expect(await submission(id)).toMatchObject({ undoStatus: 'canceled' });
        expect(await client.setError('EmailSubmission/set', { update: { [id]: { undoStatus: 'pending' } } })).not.toBeNull();
        expect(await client.setError('EmailSubmission/set', { update: { sNo: { undoStatus: 'canceled' } } })).toEqual({ type: 'notFound' });
      });
      test('§7.5: what was handed over is final, and cannotUnsend', async () => {
        const { created } = await set({ create: { k: { identityId, emailId: await email({ to: [{ name: null, email: me }] }) } } });
        const { id } = created!.k!;
        await expect.poll(async () => (await submission(id)).undoStatus).toBe('final');
        await expect.poll(async () => (await submission(id)).deliveryStatus![me]!.smtpReply).toMatch(/^250[ -]/);
        expect(await client.setError('EmailSubmission/set', { update: { [id]: { undoStatus: 'canceled' } } })).toMatchObject({
          type: 'cannotUnsend',
        });
      });
      test('§7.5: onSuccessUpdateEmail and onSuccessDestroyEmail are one Email/set behind the answer, under its call id', async () => {
        const [kept, gone] = [await email(), await email()];
        const create = { a: { identityId, emailId: kept, envelope: held() }, b: { identityId, emailId: gone, envelope: held() }, bad: {} };
        const [, ...rest] = await client.results(
          ['Core/echo', {}, 'x'],
          [
            'EmailSubmission/set',
            {
              create,
              onSuccessUpdateEmail: {
                '#a': { [`mailboxIds/${client.box.drafts}`]: null, [`mailboxIds/${client.box.sent}`]: true, 'keywords/$draft': null },
                '#bad': { 'keywords/x': true },
              },
              onSuccessDestroyEmail: ['#b', '#bad'],
            },
            'send',
          ],
        );
        expect(rest.map(([name, , callId]) => [name, callId])).toEqual([
          ['EmailSubmission/set', 'send'],
          ['Email/set', 'send'],
        ]);
        expect(rest[1]![1]).toMatchObject({ updated: { [kept]: null }, destroyed: [gone], notUpdated: null, notDestroyed: null });
        expect(await client.email(kept, ['mailboxIds', 'keywords'])).toEqual({
          id: kept,
          mailboxIds: { [client.box.sent!]: true },
          keywords: {},
        });
      });
      test('§7.5: when nothing succeeded, there is no Email/set; on an update and a destroy of the submission there is', async () => {
        expect(await client.results(['EmailSubmission/set', { create: { bad: {} }, onSuccessDestroyEmail: ['#bad'] }])).toHaveLength(1);
        const emailId = await email();
        const id = await hold({ emailId });
        const [, updated] = await client.results([
          'EmailSubmission/set',
          { update: { [id]: { undoStatus: 'canceled' } }, onSuccessUpdateEmail: { [id]: { 'keywords/back': true } } },
        ]);
        expect(updated![1]).toMatchObject({ updated: { [emailId]: null } });
        const [, destroyed] = await client.results(['EmailSubmission/set', { destroy: [id], onSuccessDestroyEmail: [id] }]);
        expect(destroyed![1]).toMatchObject({ destroyed: [emailId] });
      });
      test('§7, J10: destroying the Email or the record changes no pending send', async () => {
        const emailId = await email();
        const id = await hold({ emailId });
        await client.result('Email/set', { destroy: [emailId] });
        expect(await submission(id)).toMatchObject({ undoStatus: 'pending' });
        expect((await cancel(id)).notUpdated).toBeNull();
      });
      test('§7.3: every filter and sort; §7.4: queryChanges; §7.2: changes', async () => {
        const before = await client.door.ask<QueryResponse>('EmailSubmission/query', {});
        const { state } = await client.result('EmailSubmission/get', { ids: [] });
        const emailIds = [await email(), await email()];
        const later = await hold({ emailId: emailIds[0], envelope: held({ mailFrom: { email: me, parameters: { HOLDFOR: '90000' } } }) });
        const sooner = await hold({ emailId: emailIds[1], envelope: held({ mailFrom: { email: me, parameters: { HOLDFOR: '7200' } } }) });
        const both = { emailIds };
        const query = async (filter: Json, sort: Json[] = [{ property: 'sentAt' }]) =>
          (await client.door.ask<QueryResponse>('EmailSubmission/query', { filter: { operator: 'AND', conditions: [both, filter] }, sort }))
            .ids;
        const { threadId } = await client.email(emailIds[0]!, ['threadId']);
        const { sendAt } = await submission(later);
        expect(await query({})).toEqual([sooner, later]);
        expect(await query({}, [{ property: 'sentAt', isAscending: false }])).toEqual([later, sooner]);
        for (const property of ['emailId', 'threadId']) expect((await query({}, [{ property }])).sort()).toEqual([later, sooner].sort());
        expect(await query({ identityIds: [identityId] })).toEqual([sooner, later]);
        expect(await query({ identityIds: ['iNo'] })).toEqual([]);
        expect(await query({ emailIds: [emailIds[0]] })).toEqual([later]);
        expect(await query({ threadIds: [threadId] })).toEqual([later]);
        expect(await query({ undoStatus: 'pending' })).toEqual([sooner, later]);
        expect(await query({ undoStatus: 'canceled' })).toEqual([]);
        const second = sendAt.replace(/\.\d+Z$/, 'Z');
        expect(await query({ before: second })).toEqual([sooner]);
        expect(await query({ after: second })).toEqual([later]);
        for (const [args, type] of [
          [{ filter: { nothing: 1 } }, 'unsupportedFilter'],
          [{ filter: { undoStatus: 'nothing' } }, 'invalidArguments'],
          [{ sort: [{ property: 'nothing' }] }, 'unsupportedSort'],
        ] as const)
          expect((await client.result('EmailSubmission/query', args)).error).toBe(type);
        const changes = await client.door.ask<QueryChangesResponse>('EmailSubmission/queryChanges', { sinceQueryState: before.queryState });
        expect(changes.added.map(({ id }) => id).sort()).toEqual([later, sooner].sort());
        expect((await client.result('EmailSubmission/changes', { sinceState: state })).created).toEqual(
          expect.arrayContaining([later, sooner]),
        );
        expect((await client.result('EmailSubmission/queryChanges', { sinceQueryState: 'never' })).error).toBe('cannotCalculateChanges');
      });
    });
  });
}
