import { meetingSetting, meetingTable } from '#server/connect/meeting/tables.ts';
import type { Api } from '#server/app.ts';
import type { TestProduct } from './database.ts';
import {
	makeGathering,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type MadeGathering,
	type MadeOrganisation,
	type MadePerson
} from './factories.ts';

/** A gathering with meeting hours on one morning in Jakarta, its people, and each one's procedures. */
export interface MeetingScene {
	organisation: MadeOrganisation;
	gathering: MadeGathering;
	organiser: MadePerson;
	people: MadePerson[];
	/** The procedures as the n-th person sees them. */
	as(n: number): Api;
	asOrganiser: Api;
	/** The start of the n-th slot: 09.00, 09.25, … 11.30. */
	slot(n: number): Date;
	tables: string[];
}

/** Two days before, at noon: requests wait for 24 hours. */
export const scene = async (
	t: TestProduct,
	options: {
		people?: number;
		tables?: number;
		mode?: 'onsite' | 'online' | 'hybrid';
		day?: string;
		setting?: Partial<typeof meetingSetting.$inferInsert>;
	} = {}
): Promise<MeetingScene> => {
	const { db } = t.kernel.database;
	const day = options.day ?? '2027-03-13';
	const at = (clock: string) => new Date(`${day}T${clock}:00+07:00`);
	const organisation = await makeOrganisation(t);
	const gathering = await makeGathering(t, organisation.id, {
		startsAt: at('08:00'),
		endsAt: at('17:00'),
		mode: options.mode ?? 'onsite'
	});
	const organiser = await makePerson(t, organisation.id, { role: 'organiser', name: 'Panitia' });
	const people: MadePerson[] = [];
	for (let n = 0; n < (options.people ?? 3); n++) {
		const person = await makePerson(t, organisation.id);
		await makeRegistration(t, gathering.id, person.id);
		people.push(person);
	}
	await db.insert(meetingSetting).values({
		gatheringId: gathering.id,
		hours: [{ from: at('09:00').toISOString(), to: at('12:00').toISOString() }],
		...options.setting
	});
	const tables = options.tables
		? await db
				.insert(meetingTable)
				.values(
					Array.from({ length: options.tables }, (_, n) => ({
						gatheringId: gathering.id,
						name: `Meja ${n + 1}`,
						position: n
					}))
				)
				.returning({ id: meetingTable.id })
		: [];
	return {
		organisation,
		gathering,
		organiser,
		people,
		as: (n) => t.as(people[n]!.accountId),
		asOrganiser: t.as(organiser.accountId),
		slot: (n) => new Date(at('09:00').getTime() + n * 25 * 60_000),
		tables: tables.map(({ id }) => id)
	};
};
