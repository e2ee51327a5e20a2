import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { membership } from '#server/gate/membership/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { testProduct, type TestProduct } from './database.ts';
import {
	makeOrganisation,
	makePerson,
	type MadeOrganisation,
	type MadePerson
} from './factories.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());

async function makeHome() {
	const home = await makeOrganisation(t);
	const owner = await makePerson(t, home.id, { role: 'owner', name: 'Pemilik' });
	const organiser = await makePerson(t, home.id, { role: 'organiser', name: 'Penyelenggara' });
	const member = await makePerson(t, home.id, { name: 'Anggota' });
	return { home, owner, organiser, member, organisation: home.slug };
}
const tokenOf = (link: string | null | undefined) => link!.split('/link/')[1]!;
const roleOf = async (personId: string) =>
	(await t.kernel.database.db.select().from(membership).where(eq(membership.personId, personId)))[0]
		?.role ?? null;

describe('members', () => {
	test('organisers see who is here, who is invited and who was never asked, with counts', async () => {
		const { owner, organiser, member, organisation, home } = await makeHome();
		const asked = await makePerson(t, home.id, { name: 'Diundang' });
		const never = await makePerson(t, home.id, { name: 'Belum', email: 'belum@example.com' });
		await t.kernel.database.db
			.update(person)
			.set({ accountId: null })
			.where(eq(person.id, asked.id));
		await t.kernel.database.db
			.update(person)
			.set({ accountId: null })
			.where(eq(person.id, never.id));
		await t
			.as(organiser.accountId)
			.gate.invitation.invitePerson({ organisation, personId: asked.id });
		const list = await t.as(organiser.accountId).gate.membership.list({ organisation });
		expect(list.members.map(({ name }) => name)).toEqual([
			'Pemilik',
			'Penyelenggara',
			'Anggota',
			'Belum',
			'Diundang'
		]);
		expect(list.counts).toEqual({
			all: 5,
			owner: 1,
			organiser: 1,
			member: 3,
			here: 3,
			invited: 1,
			uninvited: 1
		});
		const one = (name: string) => list.members.find((row) => row.name === name)!;
		expect(one('Belum')).toMatchObject({ email: 'belum@example.com', state: 'uninvited' });
		// Who signs in themselves decides themselves who sees their address.
		expect(one('Anggota').email).toBeNull();
		expect(one('Anggota').can).toEqual({ changeRole: false, remove: true, edit: false });
		expect(one('Pemilik').can.remove).toBe(false);
		const found = await t
			.as(owner.accountId)
			.gate.membership.list({ organisation, search: 'ANGG', role: 'member' });
		expect(found).toMatchObject({ total: 1, counts: { all: 5 } });
		await expect(
			t.as(member.accountId).gate.membership.list({ organisation })
		).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});

	test('only an owner changes roles, and the last owner keeps theirs', async () => {
		const { owner, organiser, member, organisation } = await makeHome();
		const change = (who: MadePerson, personId: string, role: 'owner' | 'organiser' | 'member') =>
			t.as(who.accountId).gate.membership.changeRole({ organisation, personId, role });
		await expect(change(organiser, member.id, 'organiser')).rejects.toMatchObject({
			code: 'ROLE_NOT_YOURS'
		});
		await expect(change(owner, owner.id, 'member')).rejects.toMatchObject({ code: 'LAST_OWNER' });
		expect(await roleOf(owner.id)).toBe('owner');
		await change(owner, member.id, 'owner');
		await change(owner, owner.id, 'member');
		await expect(change(owner, member.id, 'member')).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});

	test('an owner nobody can sign in as does not count as an owner', async () => {
		const { owner, member, organisation } = await makeHome();
		await t
			.as(owner.accountId)
			.gate.membership.changeRole({ organisation, personId: member.id, role: 'owner' });
		await t.kernel.database.db
			.update(person)
			.set({ accountId: null })
			.where(eq(person.id, member.id));
		await expect(
			t
				.as(owner.accountId)
				.gate.membership.changeRole({ organisation, personId: owner.id, role: 'member' })
		).rejects.toMatchObject({ code: 'LAST_OWNER' });
	});

	test('who is removed stays known as a guest; the last owner cannot leave', async () => {
		const { owner, organiser, member, organisation } = await makeHome();
		const remove = (who: MadePerson, personId: string) =>
			t.as(who.accountId).gate.membership.remove({ organisation, personId });
		await expect(remove(member, organiser.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
		await expect(remove(organiser, owner.id)).rejects.toMatchObject({ code: 'ROLE_NOT_YOURS' });
		await remove(organiser, member.id);
		expect(await roleOf(member.id)).toBeNull();
		expect(
			await t.as(member.accountId).gate.organisation.find({ slug: organisation })
		).toMatchObject({
			standing: { personId: member.id, role: null }
		});
		await expect(remove(owner, owner.id)).rejects.toMatchObject({ code: 'LAST_OWNER' });
		await remove(organiser, organiser.id);
		expect(await roleOf(organiser.id)).toBeNull();
	});
});

describe('invitations', () => {
	let home: MadeOrganisation;
	let owner: MadePerson;
	let organiser: MadePerson;
	let organisation: string;
	beforeAll(async () => void ({ home, owner, organiser, organisation } = await makeHome()));
	const invite = async (
		email: string,
		role: 'owner' | 'organiser' | 'member' = 'member',
		who = owner
	) =>
		(
			await t.as(who.accountId).gate.invitation.invite({ organisation, role, people: [{ email }] })
		)[0]!;

	test('an invited address gets a letter and a link for WhatsApp, and its link makes a member', async () => {
		const made = await invite('ni.luh@example.com');
		expect(made).toMatchObject({
			outcome: 'invited',
			invitation: { state: 'waiting', person: { name: 'Ni Luh' } }
		});
		await t.drain();
		const letter = t.mails.find(({ toAddress }) => toAddress === 'ni.luh@example.com')!;
		expect(letter).toMatchObject({
			kind: 'invitation',
			toAddress: 'ni.luh@example.com',
			locale: 'id'
		});
		expect(letter.text).toContain(made.invitation!.link);
		expect(decodeURIComponent(made.invitation!.whatsApp!)).toContain(made.invitation!.link);

		const context = t.contextAs(null);
		const { apiFor } = await import('#server/app.ts');
		const accepted = await apiFor(context).gate.invitation.accept({
			token: tokenOf(made.invitation!.link),
			name: 'Ni Luh Putu'
		});
		expect(accepted).toEqual({
			organisation,
			personId: made.invitation!.person!.id,
			path: `/${organisation}/me?welcome=1`
		});
		expect(context.reply.signInToken).toBeTruthy();
		expect(await roleOf(accepted.personId)).toBe('member');
		const [row] = await t.kernel.database.db
			.select()
			.from(person)
			.where(eq(person.id, accepted.personId));
		expect(row).toMatchObject({ name: 'Ni Luh Putu', email: 'ni.luh@example.com' });
		expect(row!.accountId).not.toBeNull();
	});

	test('inviting twice makes one person and one invitation, and the link before is void', async () => {
		const first = await invite('dua@example.com');
		t.clock.advance(1000);
		const second = await invite('DUA@example.com');
		expect(second).toMatchObject({
			outcome: 'renewed',
			invitation: { id: first.invitation!.id, person: first.invitation!.person }
		});
		expect(second.invitation!.link).not.toBe(first.invitation!.link);
		await expect(
			t.as(null).gate.invitation.accept({ token: tokenOf(first.invitation!.link) })
		).rejects.toMatchObject({ code: 'NOT_FOUND' });
		expect((await invite(owner.email!)).outcome).toBe('already_member');
	});

	test('a link never opens an account that exists', async () => {
		const guest = await makePerson(t, home.id, { role: null, email: 'tamu@example.com' });
		const { invitation } = await invite('tamu@example.com');
		expect(invitation!.person!.id).toBe(guest.id);
		const token = tokenOf(invitation!.link);
		await expect(t.as(null).gate.invitation.accept({ token })).rejects.toMatchObject({
			code: 'INVITATION_SIGN_IN'
		});
		const other = await makePerson(t, home.id, { role: null });
		await expect(t.as(other.accountId).gate.invitation.accept({ token })).rejects.toMatchObject({
			code: 'INVITATION_NOT_YOURS'
		});
		expect(await roleOf(guest.id)).toBeNull();
		await t.as(guest.accountId).gate.invitation.accept({ token });
		expect(await roleOf(guest.id)).toBe('member');
		// Opening the mail a second time is harmless.
		await t.as(guest.accountId).gate.invitation.accept({ token });
		await expect(t.as(null).gate.invitation.accept({ token })).rejects.toMatchObject({
			code: 'INVITATION_ENDED'
		});
	});

	test('an organiser invites members only, and never sees the link that would make them an owner', async () => {
		await expect(invite('bos@example.com', 'owner', organiser)).rejects.toMatchObject({
			code: 'ROLE_NOT_YOURS'
		});
		const { invitation } = await invite('bos@example.com', 'owner');
		const seen = await t.as(organiser.accountId).gate.invitation.list({ organisation });
		const line = seen.invitations.find(({ id }) => id === invitation!.id)!;
		expect(line).toMatchObject({
			role: 'owner',
			state: 'waiting',
			link: null,
			message: null,
			whatsApp: null
		});
		const whole = JSON.stringify(seen);
		expect(whole).not.toContain(tokenOf(invitation!.link));
		expect(
			JSON.stringify(await t.as(owner.accountId).gate.invitation.list({ organisation }))
		).toContain(tokenOf(invitation!.link));
		await expect(
			t
				.as(organiser.accountId)
				.gate.invitation.renew({ organisation, invitationId: invitation!.id })
		).rejects.toMatchObject({ code: 'ROLE_NOT_YOURS' });
	});

	test('an open link takes so many people, each with a name', async () => {
		const link = await t
			.as(organiser.accountId)
			.gate.invitation.open({ organisation, role: 'member', uses: 2 });
		const token = tokenOf(link.link);
		await expect(t.as(null).gate.invitation.accept({ token })).rejects.toMatchObject({
			code: 'NAME_NEEDED'
		});
		const one = await t.as(null).gate.invitation.accept({ token, name: 'Sukarno' });
		expect(await roleOf(one.personId)).toBe('member');
		// A member who opens it uses nothing up.
		await t.as(owner.accountId).gate.invitation.accept({ token });
		expect(await roleOf(owner.id)).toBe('owner');
		await t.as(null).gate.invitation.accept({ token, name: 'Hatta' });
		await expect(
			t.as(null).gate.invitation.accept({ token, name: 'Sjahrir' })
		).rejects.toMatchObject({
			code: 'INVITATION_ENDED'
		});
	});

	test('a withdrawn or expired link opens nothing; a renewed one does', async () => {
		const { invitation } = await invite('lama@example.com');
		await t
			.as(organiser.accountId)
			.gate.invitation.revoke({ organisation, invitationId: invitation!.id });
		await expect(
			t.as(null).gate.invitation.accept({ token: tokenOf(invitation!.link) })
		).rejects.toMatchObject({ code: 'INVITATION_ENDED' });
		const late = (await invite('telat@example.com')).invitation!;
		t.clock.advance(31 * 86_400_000);
		await expect(
			t.as(null).gate.invitation.accept({ token: tokenOf(late.link) })
		).rejects.toMatchObject({ code: 'INVITATION_ENDED' });
		const fresh = await t
			.as(owner.accountId)
			.gate.invitation.renew({ organisation, invitationId: late.id });
		expect((await t.as(null).gate.invitation.accept({ token: tokenOf(fresh.link) })).personId).toBe(
			late.person!.id
		);
	});

	test('an account of another organisation joins as itself', async () => {
		const there = await makeOrganisation(t);
		const visitor = await makePerson(t, there.id, { role: 'owner', name: 'Tjokorda' });
		const link = await t.as(owner.accountId).gate.invitation.open({ organisation, role: 'member' });
		const joined = await t
			.as(visitor.accountId)
			.gate.invitation.accept({ token: tokenOf(link.link) });
		const [row] = await t.kernel.database.db
			.select()
			.from(person)
			.where(eq(person.id, joined.personId));
		expect(row).toMatchObject({
			name: 'Tjokorda',
			accountId: visitor.accountId,
			organisationId: home.id
		});
		await expect(
			t.as(visitor.accountId).gate.membership.list({ organisation })
		).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});
});

test('all members who were never asked are invited at once, nobody twice', async () => {
	const { owner, organiser, home, organisation } = await makeHome();
	const { db } = t.kernel.database;
	for (let n = 0; n < 130; n++) {
		const [row] = await db
			.insert(person)
			.values({ organisationId: home.id, name: `Orang ${n}`, email: n < 120 ? `massal${n}@example.com` : null })
			.returning();
		await db.insert(membership).values({ personId: row!.id, organisationId: home.id, role: n ? 'member' : 'organiser' });
	}
	const invite = (who: MadePerson) => t.as(who.accountId).gate.invitation.inviteEverybody({ organisation });
	expect(await invite(organiser)).toEqual({ count: 129 });
	expect(await invite(organiser)).toEqual({ count: 129 });
	await t.drain();
	expect(t.mails.filter(({ toAddress }) => toAddress.startsWith('massal'))).toHaveLength(119);
	expect((await t.as(organiser.accountId).gate.membership.list({ organisation })).counts).toMatchObject({ invited: 129, uninvited: 1 });
	expect(await invite(owner)).toEqual({ count: 1 });
	const list = await t.as(owner.accountId).gate.invitation.list({ organisation, limit: 200 });
	expect(list.invitations.every(({ whatsApp }) => whatsApp?.startsWith('https://wa.me/'))).toBe(true);
});
