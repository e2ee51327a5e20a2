import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { person } from '#server/gate/person/tables.ts';
import { peopleImport } from '#server/gate/people-import/tables.ts';
import { importPeopleFile } from '#server/command-line/import-people.ts';
import { inviteAddress } from '#server/command-line/invite.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeOrganisation, makePerson } from './factories.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());

const file = { name: 'orang.csv', content: new TextEncoder().encode('Nama;Surel\nSukarno;sukarno@contoh.id\n;x\n') };
const options = { asMembers: true, dryRun: false, invite: false };

test('on an empty installation the command line makes a first organisation and says who may own it', async () => {
	const made = await importPeopleFile(t.kernel, file, { ...options, invite: true });
	expect(made.preview.counts).toEqual({ created: 1, updated: 0, same: 0, joined: 1, leftOut: 1 });
	expect(made.problems).toContain('is no e-mail address.');
	expect(made.ownerLink).toContain('/link/');
	await t.drain();
	// The owner who has not come yet is not invited by the letter either: their link is printed.
	expect(t.mails.map(({ toAddress }) => toAddress)).toEqual(['sukarno@contoh.id']);
});

test('the same file again changes nothing, and a dry run writes nothing', async () => {
	expect((await importPeopleFile(t.kernel, file, options)).preview.counts).toMatchObject({ created: 0, same: 1 });
	const other = { ...file, content: new TextEncoder().encode('Nama\nHatta\n') };
	expect((await importPeopleFile(t.kernel, other, { ...options, dryRun: true })).preview.counts).toMatchObject({ created: 1 });
	const { db } = t.kernel.database;
	expect(await db.select().from(person).where(eq(person.name, 'Hatta'))).toEqual([]);
	expect((await db.select().from(peopleImport)).every(({ appliedAt }) => appliedAt !== null)).toBe(true);
});

test('an address is invited with a role; what cannot be is said in one sentence', async () => {
	const home = await makeOrganisation(t, { slug: 'lain' });
	await makePerson(t, home.id, { role: 'owner' });
	const invite = (input: object) =>
		inviteAddress(t.kernel, { email: 'ketua@contoh.id', role: 'owner', organisation: 'lain', ...input });
	expect((await invite({})).invited).toMatchObject({ outcome: 'invited', invitation: { role: 'owner', state: 'waiting' } });
	await expect(invite({ email: 'bukan' })).rejects.toMatchObject({ code: 'ADDRESS_UNREADABLE' });
	await expect(invite({ role: 'raja' })).rejects.toMatchObject({ code: 'ROLE_UNKNOWN' });
	await expect(invite({ organisation: undefined })).rejects.toMatchObject({ code: 'WHICH_ORGANISATION' });
	await expect(invite({ organisation: 'tidak-ada' })).rejects.toMatchObject({ code: 'NO_SUCH_ORGANISATION' });
});
