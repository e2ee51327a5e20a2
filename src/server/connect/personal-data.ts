import { and, eq, sql } from 'drizzle-orm';
import type { PersonalData } from '#server/gate/public.ts';
import { holdMeeting } from './meeting/access.ts';
import { callOff } from './meeting/commands.ts';
import { meeting, meetingPerson } from './meeting/tables.ts';

/** What connect keeps about a person. */
export const connectPersonalData: PersonalData[] = [
	{
		table: 'connect.connection',
		column: 'asked_by_person_id',
		of: 'person',
		take: {
			as: 'connectionsAsked',
			title: { id: 'Koneksi yang Anda ajak', en: 'Connections you asked for' }
		},
		erase: { set: { line: 'null' } }
	},
	{
		table: 'connect.connection',
		column: 'low_person_id',
		of: 'person',
		take: { as: 'connections', title: { id: 'Koneksi', en: 'Connections' } },
		// The thread and what the other wrote in it are the other's too.
		erase: { set: { state: `'ended'` } }
	},
	{
		table: 'connect.connection',
		column: 'high_person_id',
		of: 'person',
		take: { as: 'connections', title: { id: 'Koneksi', en: 'Connections' } },
		erase: { set: { state: `'ended'` } }
	},
	{
		table: 'connect.block',
		column: 'by_person_id',
		of: 'person',
		take: { as: 'blocks', title: { id: 'Orang yang Anda blokir', en: 'People you block' } },
		erase: 'delete'
	},
	{
		table: 'connect.block',
		column: 'person_id',
		of: 'person',
		take: { not: 'a block is silent: it belongs to whoever made it' },
		erase: 'delete'
	},
	{
		table: 'connect.contact_share',
		column: 'from_person_id',
		of: 'person',
		take: {
			as: 'contactsGiven',
			title: { id: 'Kontak yang Anda berikan', en: 'Contact you gave' }
		},
		erase: 'delete'
	},
	{
		table: 'connect.contact_share',
		column: 'to_person_id',
		of: 'person',
		take: {
			as: 'contactsReceived',
			title: { id: 'Kontak yang Anda terima', en: 'Contact you were given' }
		},
		erase: 'delete'
	},
	{
		table: 'connect.private_note',
		column: 'person_id',
		of: 'person',
		take: { as: 'privateNotes', title: { id: 'Catatan pribadi', en: 'Private notes' } },
		erase: 'delete'
	},
	{
		table: 'connect.conversation_member',
		column: 'person_id',
		of: 'person',
		take: { as: 'conversations', title: { id: 'Percakapan', en: 'Conversations' } },
		erase: 'delete'
	},
	{
		table: 'connect.message',
		column: 'person_id',
		of: 'person',
		take: { as: 'messages', title: { id: 'Pesan Anda', en: 'Messages you wrote' } },
		// Its place in the other's thread stays, without the words and without whose they were.
		erase: { set: { person_id: 'null', text: `''` } }
	},
	{
		table: 'connect.promise',
		column: 'by_person_id',
		of: 'person',
		take: { as: 'promises', title: { id: 'Janji Anda', en: 'Promises you made' } },
		erase: 'delete'
	},
	{
		table: 'connect.promise',
		column: 'to_person_id',
		of: 'person',
		take: { as: 'promisesToYou', title: { id: 'Janji kepada Anda', en: 'Promises made to you' } },
		erase: 'delete'
	},
	{
		table: 'connect.meeting_person',
		column: 'person_id',
		of: 'person',
		take: { as: 'meetings', title: { id: 'Pertemuan', en: 'Meetings' } },
		erase: {
			// What has not happened yet is cancelled and its time and table are free; what has is the others' too.
			async run(context, personId) {
				const { db, now } = context;
				const rows = await db
					.select({ id: meeting.id, gatheringId: meeting.gatheringId })
					.from(meeting)
					.innerJoin(meetingPerson, eq(meetingPerson.meetingId, meeting.id))
					.where(
						and(
							eq(meetingPerson.personId, personId),
							sql`(${meeting.state} = 'requested'
								or (${meeting.state} = 'confirmed' and lower(${meeting.during}) > ${now.toISOString()}::timestamptz))`
						)
					)
					.orderBy(meeting.id);
				for (const { id, gatheringId } of rows) {
					const people = await db
						.select({ personId: meetingPerson.personId })
						.from(meetingPerson)
						.where(eq(meetingPerson.meetingId, id));
					const personIds = people.map((one) => one.personId);
					const row = await holdMeeting(db, { meetingId: id, gatheringId, personIds });
					await callOff(context, {
						row,
						personIds: personIds.filter((one) => one !== personId),
						byPersonId: personId,
						asOrganiser: false
					});
				}
				await db.delete(meetingPerson).where(eq(meetingPerson.personId, personId));
			}
		}
	},
	{
		table: 'connect.meeting',
		column: 'asked_by_person_id',
		of: 'person',
		take: {
			as: 'meetingsAsked',
			title: { id: 'Pertemuan yang Anda minta', en: 'Meetings you asked for' }
		},
		erase: { set: { asked_by_person_id: 'null', line: `''` } }
	},
	{
		table: 'connect.meeting',
		column: 'waiting_for_person_id',
		of: 'person',
		take: {
			as: 'meetingsAwaited',
			title: { id: 'Pertemuan yang menunggu Anda', en: 'Meetings that wait for you' }
		},
		erase: { set: { waiting_for_person_id: 'null' } }
	},
	{
		table: 'connect.meeting',
		column: 'cancelled_by_person_id',
		of: 'person',
		take: {
			as: 'meetingsCancelled',
			title: { id: 'Pertemuan yang Anda batalkan', en: 'Meetings you cancelled' }
		},
		erase: { keep: 'says to the other why the meeting is off; the person it points at is emptied' }
	},
	{
		table: 'connect.meeting_proposal',
		column: 'by_person_id',
		of: 'person',
		take: {
			as: 'meetingTimes',
			title: { id: 'Waktu yang Anda usulkan', en: 'Times you proposed' }
		},
		erase: 'delete'
	},
	{
		table: 'connect.meeting_run',
		column: 'started_by_person_id',
		of: 'person',
		take: {
			as: 'meetingRunsStarted',
			title: { id: 'Rancangan pertemuan yang Anda mulai', en: 'Meeting runs you started' }
		},
		erase: { set: { started_by_person_id: 'null' } }
	},
	{
		table: 'connect.meeting_run_meeting',
		column: 'low_person_id',
		of: 'person',
		take: { not: "an organiser's draft, made of others' wishes too; what was published is among their meetings" },
		erase: 'delete'
	},
	{
		table: 'connect.meeting_run_meeting',
		column: 'high_person_id',
		of: 'person',
		take: { not: "an organiser's draft, made of others' wishes too; what was published is among their meetings" },
		erase: 'delete'
	},
	{
		table: 'connect.meeting_run_refusal',
		column: 'low_person_id',
		of: 'person',
		take: { not: "says that one of two wished to meet the other, and not who: it may be the other's secret" },
		erase: 'delete'
	},
	{
		table: 'connect.meeting_run_refusal',
		column: 'high_person_id',
		of: 'person',
		take: { not: "says that one of two wished to meet the other, and not who: it may be the other's secret" },
		erase: 'delete'
	},
	{
		table: 'connect.availability',
		column: 'person_id',
		of: 'person',
		take: { as: 'availability', title: { id: 'Waktu luang', en: 'Availability' } },
		erase: 'delete'
	},
	{
		table: 'connect.preference',
		column: 'by_person_id',
		of: 'person',
		take: {
			as: 'preferences',
			title: { id: 'Siapa yang ingin Anda temui', en: 'Whom you want to meet' }
		},
		erase: 'delete'
	},
	{
		table: 'connect.preference',
		column: 'person_id',
		of: 'person',
		take: { not: 'what others think of meeting somebody is seen by them alone' },
		erase: 'delete'
	},
	{
		table: 'connect.muted_reason',
		column: 'person_id',
		of: 'person',
		take: {
			as: 'mutedReasons',
			title: { id: 'Alasan saran yang Anda matikan', en: 'Reasons you muted' }
		},
		erase: 'delete'
	},
	{
		table: 'connect.agenda_feed',
		column: 'person_id',
		of: 'person',
		take: { as: 'agendaFeeds', title: { id: 'Alamat kalender', en: 'Calendar addresses' } },
		erase: 'delete'
	}
];
