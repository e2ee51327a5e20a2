import { person } from '#server/gate/person/tables.ts';
import { mail } from '#server/kernel/tables.ts';
import type { TestProduct } from '../database.ts';
import type { MadePerson } from '../factories.ts';
import { known, organisers, type AccessRow } from './matrix.ts';
import type { AccessWorld } from './world.ts';

/** One thing of each kind that owners and organisers look after. */
export interface AccessOffice {
	/** Somebody nobody signs in as. */
	unclaimedId: string;
	invitationId: string;
	/** An open link to become a member. */
	openToken: string;
	importId: string;
	letterId: string;
}

export async function makeAccessOffice(
	t: TestProduct,
	home: { id: string; slug: string; owner: MadePerson }
): Promise<AccessOffice> {
	const { db } = t.kernel.database;
	const [unclaimed] = await db
		.insert(person)
		.values({ organisationId: home.id, name: 'Belum Masuk' })
		.returning();
	const [letter] = await db
		.insert(mail)
		.values({ organisationId: home.id, kind: 'x', locale: 'id', toAddress: 'x@example.com', subject: 'x', text: 'x' })
		.returning();
	const { gate } = t.as(home.owner.accountId);
	const organisation = home.slug;
	const [invited] = await gate.invitation.invite({ organisation, role: 'member', people: [{ email: 'diundang@example.com' }] });
	const open = await gate.invitation.open({ organisation, role: 'member', uses: 100 });
	const { id } = await gate.peopleImport.upload({ organisation, file: list() });
	return {
		unclaimedId: unclaimed!.id,
		invitationId: invited!.invitation!.id,
		openToken: open.link!.split('/link/')[1]!,
		importId: id,
		letterId: letter!.id
	};
}

const home = ({ organisation }: AccessWorld) => ({ organisation: organisation.slug });
const one = (world: AccessWorld) => ({ ...home(world), personId: world.other.id });
const theCompany = (world: AccessWorld) => ({ ...home(world), companyId: world.companyId });
const nowhere = '00000000-0000-7000-8000-000000000000';
const list = () => new File(['Nama,Kota\nBudi,Solo\n'], 'orang.csv', { type: 'text/csv' });

/** Organisation, members, people, companies, privacy, outbox and history. */
export const organisationRows: Record<string, AccessRow> = {
	'gate.company.create': { input: (w) => ({ ...home(w), name: 'PT Baru Sekali' }), may: organisers },
	'gate.company.find': { input: theCompany, may: known },
	'gate.company.list': { input: home, may: known },
	'gate.company.merge': {
		input: (w) => ({ ...theCompany(w), intoCompanyId: w.companyId }),
		may: organisers,
		refusals: ['SAME_COMPANY']
	},
	'gate.company.near': { input: (w) => ({ ...home(w), name: 'Perusahaan' }), may: known },
	'gate.company.remove': { input: theCompany, may: organisers, refusals: ['COMPANY_HAS_PEOPLE'] },
	'gate.company.update': { input: (w) => ({ ...theCompany(w), city: 'Solo' }), may: organisers },
	'gate.history.list': { input: home, may: ['owner'] },
	'gate.invitation.accept': {
		input: (w) => ({ token: w.office.openToken, name: 'Siapa Saja' }),
		may: 'everybody'
	},
	'gate.invitation.invite': {
		input: (w) => ({ ...home(w), role: 'member', people: [{ email: 'baru@example.com' }] }),
		may: organisers
	},
	'gate.invitation.inviteEverybody': { input: home, may: organisers },
	'gate.invitation.invitePerson': { input: one, may: organisers },
	'gate.invitation.list': { input: home, may: organisers },
	'gate.invitation.open': { input: (w) => ({ ...home(w), role: 'member' }), may: organisers },
	'gate.invitation.renew': { input: (w) => ({ ...home(w), invitationId: w.office.invitationId }), may: organisers },
	'gate.invitation.revoke': { input: (w) => ({ ...home(w), invitationId: w.office.invitationId }), may: organisers },
	'gate.me.find': { input: home, may: known },
	'gate.me.setPhoto': { input: (w) => ({ ...home(w), picture: null }), may: known },
	'gate.me.suggestTags': { input: (w) => ({ ...home(w), kind: 'offers' }), may: known },
	'gate.me.update': { input: (w) => ({ ...home(w), city: 'Solo' }), may: known },
	'gate.membership.changeRole': {
		input: (w) => ({ ...one(w), role: 'organiser' }),
		may: organisers,
		refusals: ['ROLE_NOT_YOURS']
	},
	'gate.membership.list': { input: home, may: organisers },
	'gate.membership.remove': { input: one, may: organisers },
	'gate.organisation.channelRoles': { input: home, may: ['owner'] },
	'gate.organisation.close': { input: (w) => ({ ...home(w), confirm: w.organisation.slug }), may: ['owner'] },
	'gate.organisation.find': { input: (w) => ({ slug: w.organisation.slug }), may: 'everybody' },
	'gate.organisation.listOwn': { may: 'everybody' },
	'gate.organisation.setChannelRoles': {
		input: (w) => ({ ...home(w), roles: w.organisation.channelRoles }),
		may: ['owner']
	},
	'gate.organisation.setLogo': { input: (w) => ({ ...home(w), picture: null }), may: ['owner'] },
	'gate.organisation.update': { input: (w) => ({ ...home(w), about: 'Tentang' }), may: ['owner'] },
	'gate.outbox.find': { input: (w) => ({ ...home(w), letterId: w.office.letterId }), may: ['owner'] },
	'gate.outbox.list': { input: home, may: ['owner'] },
	'gate.outbox.markSent': { input: (w) => ({ ...home(w), letterId: w.office.letterId }), may: ['owner'] },
	'gate.outbox.send': {
		input: (w) => ({ ...home(w), letterId: w.office.letterId }),
		may: ['owner'],
		refusals: ['LETTER_SENT', 'MAIL_STAYS']
	},
	'gate.outbox.sendFailed': { input: home, may: ['owner'] },
	'gate.peopleImport.apply': { input: (w) => ({ ...home(w), importId: w.office.importId }), may: organisers },
	'gate.peopleImport.discard': { input: (w) => ({ ...home(w), importId: w.office.importId }), may: organisers },
	'gate.peopleImport.find': { input: (w) => ({ ...home(w), importId: w.office.importId }), may: organisers },
	'gate.peopleImport.problems': { input: (w) => ({ ...home(w), importId: w.office.importId }), may: organisers },
	'gate.peopleImport.setColumns': {
		input: (w) => ({ ...home(w), importId: w.office.importId, columns: ['name', 'city'] }),
		may: organisers
	},
	'gate.peopleImport.upload': { input: (w) => ({ ...home(w), file: list() }), may: organisers },
	'gate.person.add': { input: (w) => ({ ...home(w), name: 'Orang Baru' }), may: organisers },
	'gate.person.findRecord': { input: (w) => ({ ...home(w), personId: w.office.unclaimedId }), may: organisers },
	'gate.person.update': {
		input: (w) => ({ ...home(w), personId: w.office.unclaimedId, city: 'Solo' }),
		may: organisers
	},
	'gate.picture.find': { input: () => ({ fileId: nowhere }), may: [] },
	'gate.privacy.erase': {
		input: (w) => ({ ...home(w), confirm: 'nanti' }),
		may: known,
		refusals: ['ERASE_NOT_CONFIRMED']
	},
	'gate.privacy.erasePerson': { input: (w) => ({ ...home(w), personId: w.office.unclaimedId }), may: organisers },
	'gate.privacy.find': { input: home, may: known },
	'gate.privacy.setConsent': { input: (w) => ({ ...home(w), purpose: 'news', given: true }), may: known },
	'gate.privacy.takeEverything': { input: home, may: known },
	'gate.privacy.update': { input: (w) => ({ ...home(w), paused: true }), may: known }
};

