import { eq } from 'drizzle-orm';
import { membership } from '#server/gate/membership/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import type { TestProduct } from '../database.ts';
import { makeCompany, type MadeOrganisation, type MadePerson } from '../factories.ts';
import { known, organisers, type AccessRow } from './matrix.ts';
import type { AccessWorld } from './world.ts';

/** What an organisation's people see to: companies, an invitation, a list of people, somebody who has no account. */
export interface AccessOrganisation {
	/** Where `going` works. */
	companyId: string;
	/** Where nobody works. */
	emptyCompanyId: string;
	/** A member without an account. */
	unclaimedId: string;
	/** An open link for members. */
	invitationId: string;
	invitationToken: string;
	importId: string;
}

export async function makeAccessOrganisation(
	t: TestProduct,
	by: { organisation: MadeOrganisation; going: MadePerson; organiser: MadePerson }
): Promise<AccessOrganisation> {
	const { db } = t.kernel.database;
	const home = { organisation: by.organisation.slug };
	const own = await makeCompany(t, by.organisation.id);
	const empty = await makeCompany(t, by.organisation.id);
	await db.update(person).set({ companyId: own.id }).where(eq(person.id, by.going.id));
	const [unclaimed] = await db
		.insert(person)
		.values({ organisationId: by.organisation.id, name: 'Wati' })
		.returning();
	await db
		.insert(membership)
		.values({ personId: unclaimed!.id, organisationId: by.organisation.id, role: 'member' });
	const api = t.as(by.organiser.accountId);
	const invitation = await api.gate.invitation.open({ ...home, role: 'member' });
	const list = new File(['nama,email\nJoko,joko@mitra.co.id\n'], 'anggota.csv');
	const { id: importId } = await api.gate.peopleImport.upload({ ...home, file: list });
	return {
		companyId: own.id,
		emptyCompanyId: empty.id,
		unclaimedId: unclaimed!.id,
		invitationId: invitation.id,
		invitationToken: invitation.link!.split('/link/')[1]!,
		importId
	};
}

const home = ({ organisation }: AccessWorld) => ({ organisation: organisation.slug });
const other = (world: AccessWorld) => ({ ...home(world), personId: world.other.id });
const unclaimed = (world: AccessWorld) => ({ ...home(world), personId: world.home.unclaimedId });
const oneCompany = (world: AccessWorld) => ({ ...home(world), companyId: world.home.companyId });
const emptyCompany = (world: AccessWorld) => ({ ...home(world), companyId: world.home.emptyCompanyId });
const oneInvitation = (world: AccessWorld) => ({ ...home(world), invitationId: world.home.invitationId });
const oneImport = (world: AccessWorld) => ({ ...home(world), importId: world.home.importId });

export const organisationRows: Record<string, AccessRow> = {
	'gate.organisation.find': { input: ({ organisation }) => ({ slug: organisation.slug }), may: 'everybody' },
	'gate.organisation.listOwn': { may: 'everybody' },
	'gate.organisation.update': { input: (world) => ({ ...home(world), name: 'Asosiasi Lain' }), may: ['owner'] },
	'gate.organisation.setLogo': { input: (world) => ({ ...home(world), picture: null }), may: ['owner'] },
	'gate.organisation.channelRoles': { input: home, may: ['owner'] },
	'gate.organisation.setChannelRoles': {
		input: (world) => ({ ...home(world), roles: [{ id: 'Mitra', en: 'Partner' }] }),
		may: ['owner']
	},
	'gate.company.list': { input: home, may: known },
	'gate.company.near': { input: (world) => ({ ...home(world), name: 'Perusahaan' }), may: known },
	'gate.company.find': { input: oneCompany, may: known },
	'gate.company.create': { input: (world) => ({ ...home(world), name: 'Sinar Jaya' }), may: organisers },
	'gate.company.update': {
		input: (world) => ({ ...oneCompany(world), city: 'Bandung' }),
		may: ['going', ...organisers]
	},
	'gate.company.merge': {
		input: (world) => ({ ...oneCompany(world), intoCompanyId: world.home.emptyCompanyId }),
		may: organisers
	},
	'gate.company.remove': { input: emptyCompany, may: organisers },
	'gate.me.find': { input: home, may: known },
	'gate.me.update': { input: (world) => ({ ...home(world), city: 'Solo' }), may: known },
	'gate.me.setPhoto': { input: (world) => ({ ...home(world), picture: null }), may: known },
	'gate.me.suggestTags': { input: (world) => ({ ...home(world), kind: 'offers' }), may: known },
	'gate.privacy.find': { input: home, may: known },
	'gate.privacy.update': { input: (world) => ({ ...home(world), paused: true }), may: known },
	'gate.privacy.setConsent': { input: (world) => ({ ...home(world), purpose: 'news', given: true }), may: known },
	'gate.privacy.takeEverything': { input: home, may: known },
	'gate.privacy.erase': { input: (world) => ({ ...home(world), confirm: 'HAPUS' }), may: known },
	'gate.privacy.erasePerson': { input: unclaimed, may: organisers },
	'gate.person.add': { input: (world) => ({ ...home(world), name: 'Joko' }), may: organisers },
	'gate.person.findRecord': { input: unclaimed, may: organisers },
	'gate.person.update': { input: (world) => ({ ...unclaimed(world), city: 'Solo' }), may: organisers },
	'gate.membership.list': { input: home, may: organisers },
	'gate.membership.find': { input: other, may: organisers },
	'gate.membership.changeRole': { input: (world) => ({ ...other(world), role: 'organiser' }), may: ['owner'] },
	'gate.membership.remove': { input: other, may: organisers },
	'gate.invitation.list': { input: home, may: organisers },
	'gate.invitation.invite': {
		input: (world) => ({ ...home(world), role: 'member', people: [{ email: 'joko@mitra.co.id' }] }),
		may: organisers
	},
	'gate.invitation.invitePerson': { input: unclaimed, may: organisers },
	'gate.invitation.inviteEverybody': { input: home, may: organisers },
	'gate.invitation.open': { input: (world) => ({ ...home(world), role: 'member' }), may: organisers },
	'gate.invitation.renew': { input: oneInvitation, may: organisers },
	'gate.invitation.revoke': { input: oneInvitation, may: organisers },
	// The link is the permission: whoever holds it may become a member.
	'gate.invitation.accept': {
		input: ({ home: { invitationToken } }) => ({ token: invitationToken, name: 'Joko' }),
		may: 'everybody'
	},
	'gate.peopleImport.upload': {
		input: (world) => ({ ...home(world), file: new File(['nama\nJoko\n'], 'anggota.csv') }),
		may: organisers
	},
	'gate.peopleImport.find': { input: oneImport, may: organisers },
	'gate.peopleImport.setColumns': {
		input: (world) => ({ ...oneImport(world), columns: ['name', 'email'] }),
		may: organisers
	},
	'gate.peopleImport.problems': { input: oneImport, may: organisers },
	'gate.peopleImport.apply': { input: oneImport, may: organisers },
	'gate.peopleImport.discard': { input: oneImport, may: organisers }
};
