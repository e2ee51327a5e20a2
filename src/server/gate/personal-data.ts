import type { PersonalData } from './privacy/rules.ts';

/** What gate (and the kernel below it) keeps about a person. */
export const gatePersonalData: PersonalData[] = [
	{
		table: 'gate.person',
		column: 'account_id',
		of: 'account',
		take: { not: 'the person is the export itself' },
		erase: {
			keep: 'the row is emptied, lets go of the account, and stays as a mark that somebody was here'
		}
	},
	{
		table: 'gate.membership',
		column: 'person_id',
		of: 'person',
		take: { as: 'membership', title: { id: 'Keanggotaan', en: 'Membership' } },
		erase: 'delete'
	},
	{
		table: 'gate.invitation',
		column: 'person_id',
		of: 'person',
		take: { as: 'invitations', title: { id: 'Undangan untuk Anda', en: 'Invitations to you' } },
		erase: 'delete'
	},
	{
		table: 'gate.invitation',
		column: 'created_by_person_id',
		of: 'person',
		take: {
			as: 'invitationsMade',
			title: { id: 'Undangan dari Anda', en: 'Invitations from you' },
			without: ['email', 'person_id']
		},
		erase: { set: { created_by_person_id: 'null' } }
	},
	{
		table: 'gate.personal_link',
		column: 'person_id',
		of: 'person',
		take: { as: 'personalLinks', title: { id: 'Tautan pribadi', en: 'Personal links' } },
		erase: 'delete'
	},
	{
		table: 'gate.consent',
		column: 'person_id',
		of: 'person',
		take: { as: 'consents', title: { id: 'Persetujuan', en: 'Consents' } },
		erase: 'delete'
	},
	{
		table: 'gate.history',
		column: 'by_person_id',
		of: 'person',
		take: { as: 'history', title: { id: 'Yang Anda lakukan', en: 'What you did' } },
		erase: { keep: 'the record of processing: ids and verbs only, by a person who is emptied' }
	},
	{
		table: 'gate.people_import',
		column: 'by_person_id',
		of: 'person',
		take: {
			as: 'peopleImports',
			title: { id: 'Daftar orang yang Anda impor', en: 'Lists of people you imported' },
			without: ['sheet']
		},
		erase: { set: { by_person_id: 'null', file_name: `''`, sheet: 'null' } }
	},
	{
		table: 'kernel.file',
		column: 'person_id',
		of: 'person',
		take: { as: 'files', title: { id: 'Gambar', en: 'Pictures' } },
		erase: 'delete'
	},
	{
		table: 'kernel.mail',
		column: 'person_id',
		of: 'person',
		take: {
			as: 'mails',
			title: { id: 'Surat kepada Anda', en: 'Mails to you' },
			without: ['html']
		},
		erase: 'delete'
	},
	{
		table: 'gate.account_email',
		column: 'account_id',
		of: 'account',
		take: {
			as: 'signInAddresses',
			title: { id: 'Alamat untuk masuk', en: 'Addresses that sign in' }
		},
		erase: 'with the account'
	},
	{
		table: 'gate.sign_in',
		column: 'account_id',
		of: 'account',
		take: { as: 'signIns', title: { id: 'Perangkat yang masuk', en: 'Sign-ins' } },
		erase: 'with the account'
	},
	{
		table: 'gate.passkey',
		column: 'account_id',
		of: 'account',
		take: { as: 'passkeys', title: { id: 'Kunci sandi', en: 'Passkeys' }, without: ['id'] },
		erase: 'with the account'
	},
	{
		table: 'gate.challenge',
		column: 'account_id',
		of: 'account',
		take: { not: 'half-done sign-in ceremonies, gone within minutes' },
		erase: 'with the account'
	},
	{
		table: 'gate.oidc_identity',
		column: 'account_id',
		of: 'account',
		take: { as: 'openIds', title: { id: 'Akun OpenID', en: 'OpenID accounts' } },
		erase: 'with the account'
	}
];
