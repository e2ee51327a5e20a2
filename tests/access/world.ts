import type { TestProduct } from '../database.ts';
import {
	makeCompany,
	makeGathering,
	makeHost,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type MadeGathering,
	type MadeOrganisation,
	type MadePerson
} from '../factories.ts';
import { makeAccessDraft } from './gathering.ts';
import type { Kind } from './matrix.ts';
import { makeAccessMeetings, type AccessMeetings } from './meeting.ts';
import { makeAccessOffice, type AccessOffice } from './office.ts';
import { makeAccessOrganisation, type AccessOrganisation } from './organisation.ts';
import { makeAccessProgramme, type AccessProgramme } from './programme.ts';
import { checkIn } from '#server/gather/door/tables.ts';
import { registrationImport } from '#server/gather/registration-import/tables.ts';
import { speaker } from '#server/gather/programme/tables.ts';

/** One organisation with one gathering by invitation, and a viewer of every kind. Outsiders own another organisation. */
export interface AccessWorld {
	organisation: MadeOrganisation;
	elsewhere: MadeOrganisation;
	gathering: MadeGathering;
	/** Not published yet; of the same host. */
	draftId: string;
	companyId: string;
	home: AccessOrganisation;
	/** The account of each kind; null for the stranger. */
	viewers: Record<Kind, string | null>;
	people: Record<Exclude<Kind, 'stranger'>, MadePerson>;
	/** A further member who goes to the gathering: whom things are done to. */
	other: MadePerson;
	otherRegistrationId: string;
	/** The passing of the door by which somebody else came in. */
	checkInId: string;
	/** An uploaded list of guests that waits to be imported. */
	guestListId: string;
	programme: AccessProgramme;
	office: AccessOffice;
	/** Between `going` and `other`. */
	meetings: AccessMeetings;
}

export async function makeAccessWorld(t: TestProduct): Promise<AccessWorld> {
	const organisation = await makeOrganisation(t);
	const elsewhere = await makeOrganisation(t);
	const gathering = await makeGathering(t, organisation.id, { audience: 'invitation', capacity: 100 });
	const company = await makeCompany(t, organisation.id);
	const people = {
		outsider: await makePerson(t, elsewhere.id, { role: 'owner' }),
		guest: await makePerson(t, organisation.id, { role: null }),
		speaker: await makePerson(t, organisation.id, { role: null }),
		member: await makePerson(t, organisation.id),
		going: await makePerson(t, organisation.id),
		door: await makePerson(t, organisation.id),
		host: await makePerson(t, organisation.id),
		organiser: await makePerson(t, organisation.id, { role: 'organiser' }),
		owner: await makePerson(t, organisation.id, { role: 'owner' })
	};
	const other = await makePerson(t, organisation.id, { companyId: company.id });
	await makePerson(t, organisation.id, { role: 'owner' });
	for (const person of [people.guest, people.going]) await makeRegistration(t, gathering.id, person.id);
	const { id: otherRegistrationId } = await makeRegistration(t, gathering.id, other.id);
	const inside = await makeRegistration(t, gathering.id, (await makePerson(t, organisation.id)).id);
	const [passing] = await t.kernel.database.db
		.insert(checkIn)
		.values({ registrationId: inside.id, byPersonId: people.door.id, via: 'name' })
		.returning({ id: checkIn.id });
	const [guestList] = await t.kernel.database.db
		.insert(registrationImport)
		.values({
			gatheringId: gathering.id,
			fileName: 'tamu.csv',
			sheet: { header: ['Nama'], rows: [{ number: 2, cells: ['Tamu'] }], columns: ['name'], delimiter: ',' }
		})
		.returning({ id: registrationImport.id });
	await makeHost(t, gathering.id, people.host.id);
	await makeHost(t, gathering.id, people.door.id, 'door');
	await t.kernel.database.db
		.insert(speaker)
		.values({ gatheringId: gathering.id, guid: 'speaker-1', name: people.speaker.name, personId: people.speaker.id });
	const viewers = Object.fromEntries([
		['stranger', null],
		...Object.entries(people).map(([kind, { accountId }]) => [kind, accountId])
	]) as AccessWorld['viewers'];
	return {
		organisation,
		elsewhere,
		gathering,
		draftId: await makeAccessDraft(t, { organisation, host: people.host }),
		companyId: company.id,
		home: await makeAccessOrganisation(t, { organisation, going: people.going, organiser: people.organiser }),
		viewers,
		people,
		other,
		otherRegistrationId,
		checkInId: passing!.id,
		guestListId: guestList!.id,
		programme: await makeAccessProgramme(t, gathering),
		office: await makeAccessOffice(t, organisation),
		meetings: await makeAccessMeetings(t, { gathering, one: people.going, other, organisation: organisation.slug })
	};
}
