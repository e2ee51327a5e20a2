import { sql } from 'drizzle-orm';
import type { PersonalData } from '#server/gate/public.ts';

/** What connect keeps about a person. */
export const connectPersonalData: PersonalData[] = [
	{
		table: 'connect.connection',
		column: 'asked_by_person_id',
		of: 'person',
		take: { as: 'connectionsAsked', title: { id: 'Koneksi yang Anda ajak', en: 'Connections you asked for' } },
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
		take: { as: 'contactsGiven', title: { id: 'Kontak yang Anda berikan', en: 'Contact you gave' } },
		erase: 'delete'
	},
	{
		table: 'connect.contact_share',
		column: 'to_person_id',
		of: 'person',
		take: { as: 'contactsReceived', title: { id: 'Kontak yang Anda terima', en: 'Contact you were given' } },
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
			async run(tx, personId, now) {
				const ended = sql`select m.id from connect.meeting m
					join connect.meeting_person mine on mine.meeting_id = m.id and mine.person_id = ${personId}
					where m.state = 'requested'
						or (m.state = 'confirmed' and lower(m.during) > ${now.toISOString()}::timestamptz)`;
				const { rows } = await tx.execute<{ id: string }>(ended);
				const ids = sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(rows.map(({ id }) => id))}::jsonb))`;
				await tx.execute(sql`update connect.meeting_person set during = null where meeting_id in ${ids}`);
				await tx.execute(sql`update connect.meeting set state = 'cancelled', during = null, table_id = null,
					cancelled_by_person_id = ${personId}, answered_at = ${now.toISOString()} where id in ${ids}`);
				await tx.execute(sql`delete from connect.meeting_person where person_id = ${personId}`);
			}
		}
	},
	{
		table: 'connect.meeting',
		column: 'asked_by_person_id',
		of: 'person',
		take: { as: 'meetingsAsked', title: { id: 'Pertemuan yang Anda minta', en: 'Meetings you asked for' } },
		erase: { set: { asked_by_person_id: 'null', line: `''` } }
	},
	{
		table: 'connect.meeting',
		column: 'waiting_for_person_id',
		of: 'person',
		take: { as: 'meetingsAwaited', title: { id: 'Pertemuan yang menunggu Anda', en: 'Meetings that wait for you' } },
		erase: { set: { waiting_for_person_id: 'null' } }
	},
	{
		table: 'connect.meeting',
		column: 'cancelled_by_person_id',
		of: 'person',
		take: { as: 'meetingsCancelled', title: { id: 'Pertemuan yang Anda batalkan', en: 'Meetings you cancelled' } },
		erase: { keep: 'says to the other why the meeting is off; the person it points at is emptied' }
	},
	{
		table: 'connect.meeting_proposal',
		column: 'by_person_id',
		of: 'person',
		take: { as: 'meetingTimes', title: { id: 'Waktu yang Anda usulkan', en: 'Times you proposed' } },
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
		take: { as: 'preferences', title: { id: 'Siapa yang ingin Anda temui', en: 'Whom you want to meet' } },
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
		take: { as: 'mutedReasons', title: { id: 'Alasan saran yang Anda matikan', en: 'Reasons you muted' } },
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
