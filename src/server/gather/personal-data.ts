import { sql } from 'drizzle-orm';
import type { PersonalData } from '#server/gate/public.ts';

/** What gather keeps about a person. */
export const gatherPersonalData: PersonalData[] = [
	{
		table: 'gather.registration',
		column: 'person_id',
		of: 'person',
		take: { as: 'registrations', title: { id: 'Pendaftaran', en: 'Registrations' } },
		// The row stays as a number in a count; the seat is given on by the job `person.erased`.
		erase: {
			async run({ db, now }, personId) {
				// As everybody who takes or frees a seat: the gathering first. Its count is kept by a trigger.
				await db.execute(sql`
					select id from gather.gathering
					where id in (select gathering_id from gather.registration where person_id = ${personId})
					order by id for update`);
				await db.execute(sql`
					update gather.registration set status = 'cancelled', status_at = ${now.toISOString()}
					where person_id = ${personId} and status not in ('declined', 'cancelled')`);
				await db.execute(
					sql`update gather.registration set answers = '{}' where person_id = ${personId}`
				);
			}
		}
	},
	{
		table: 'gather.check_in',
		column: 'by_person_id',
		of: 'person',
		take: {
			as: 'checkInsByYou',
			title: { id: 'Tamu yang Anda terima di pintu', en: 'Check-ins you made' }
		},
		erase: { set: { by_person_id: 'null' } }
	},
	{
		table: 'gather.check_in',
		column: 'undone_by_person_id',
		of: 'person',
		take: { not: 'part of checkInsByYou where it matters; a number of the door' },
		erase: { set: { undone_by_person_id: 'null' } }
	},
	{
		table: 'gather.gathering',
		column: 'created_by_person_id',
		of: 'person',
		take: { as: 'gatheringsMade', title: { id: 'Temu yang Anda buat', en: 'Gatherings you made' } },
		erase: { set: { created_by_person_id: 'null' } }
	},
	{
		table: 'gather.host',
		column: 'person_id',
		of: 'person',
		take: { as: 'duties', title: { id: 'Tugas di temu', en: 'Duties at gatherings' } },
		erase: 'delete'
	},
	{
		table: 'gather.speaker',
		column: 'person_id',
		of: 'person',
		take: { as: 'speaking', title: { id: 'Sebagai pembicara', en: 'As a speaker' } },
		erase: 'delete'
	},
	{
		table: 'gather.star',
		column: 'person_id',
		of: 'person',
		take: { as: 'stars', title: { id: 'Sesi yang Anda tandai', en: 'Sessions you starred' } },
		erase: 'delete'
	},
	{
		table: 'gather.programme_import',
		column: 'by_person_id',
		of: 'person',
		take: {
			as: 'programmeImports',
			title: { id: 'Program yang Anda impor', en: 'Programmes you imported' },
			without: ['changes', 'warnings']
		},
		erase: { set: { by_person_id: 'null' } }
	},
	{
		table: 'gather.programme_draft',
		column: 'by_person_id',
		of: 'person',
		take: {
			as: 'programmeDrafts',
			title: { id: 'Program yang belum selesai diimpor', en: 'Programmes being imported' },
			without: ['programme']
		},
		erase: 'delete'
	},
	{
		table: 'gather.registration_import',
		column: 'by_person_id',
		of: 'person',
		take: {
			as: 'guestListImports',
			title: { id: 'Daftar tamu yang belum selesai diimpor', en: 'Guest lists being imported' },
			without: ['sheet']
		},
		erase: 'delete'
	},
	{
		table: 'gather.programme_told',
		column: 'person_id',
		of: 'person',
		take: {
			as: 'programmeNews',
			title: { id: 'Kabar perubahan program', en: 'News of the programme' }
		},
		erase: 'delete'
	}
];
