import type { AccessRow } from './matrix.ts';

const nothing = '0199a000-0000-7000-8000-000000000000';
const email = 'siapa-saja@mitra.co.id';
const answer = {
	id: 'x',
	rawId: 'x',
	type: 'public-key',
	response: { clientDataJSON: Buffer.from('{"challenge":"x","origin":"x"}').toString('base64url') }
};
const codes = ['CODE_WRONG', 'CODE_SPENT', 'CODE_ENDED'];
const token = () => ({ token: 'tautan-yang-tidak-ada' });

/** Getting in: everybody may try; what is one's own wants a sign-in; what is nobody's is found by nobody. */
export const signInRows: Record<string, AccessRow> = {
	'gate.account.find': { may: 'everybody' },
	'gate.account.ways': { may: 'everybody' },
	'gate.account.choose': { input: () => ({ locale: 'id' }), may: 'signed-in' },
	'gate.account.requestCode': { input: () => ({ email }), may: 'everybody' },
	'gate.account.signInWithCode': {
		input: () => ({ email, code: '123456' }),
		may: 'everybody',
		refusals: codes
	},
	'gate.account.signInAsDemo': { input: ({ other }) => ({ personId: other.id }), may: [] },
	'gate.account.signOut': { may: 'everybody' },
	'gate.account.listSignIns': { may: 'signed-in' },
	'gate.account.revokeSignIn': { input: () => ({ id: nothing }), may: [] },
	'gate.account.revokeOtherSignIns': { may: 'signed-in' },
	'gate.account.listAddresses': { may: 'signed-in' },
	'gate.account.addAddress': {
		input: () => ({ email, code: '123456' }),
		may: 'signed-in',
		refusals: codes
	},
	'gate.account.removeAddress': { input: () => ({ id: nothing }), may: 'signed-in' },
	'gate.link.find': { input: token, may: [] },
	'gate.link.open': { input: token, may: [] },
	'gate.link.requestCode': { input: token, may: [] },
	'gate.link.openWithCode': { input: () => ({ ...token(), code: '123456' }), may: [] },
	'gate.openId.begin': { input: () => ({}), may: 'everybody', refusals: ['OPEN_ID_OFF'] },
	'gate.openId.finish': {
		input: () => ({ query: '', state: 'x' }),
		may: 'everybody',
		refusals: ['OPEN_ID_OFF']
	},
	'gate.passkey.list': { may: 'signed-in' },
	'gate.passkey.begin': { may: 'signed-in' },
	'gate.passkey.add': { input: () => ({ answer }), may: 'signed-in', refusals: ['PASSKEY_LATE'] },
	'gate.passkey.rename': { input: () => ({ id: 'x', name: 'x' }), may: [] },
	'gate.passkey.remove': { input: () => ({ id: 'x' }), may: 'signed-in' },
	'gate.passkey.beginSignIn': { may: 'everybody' },
	'gate.passkey.signIn': { input: () => ({ answer }), may: 'everybody', refusals: ['PASSKEY_LATE'] },
	'gate.setup.find': { input: () => ({}), may: 'everybody' },
	// Owners here and elsewhere may; `setup.test.ts` shows that no one else does.
	'gate.setup.create': {
		input: () => ({
			name: 'Asosiasi Baru',
			slug: 'asosiasi-baru',
			locale: 'id',
			timeZone: 'Asia/Jakarta',
			ownerName: 'Ratna',
			ownerEmail: 'ratna@mitra.co.id'
		}),
		may: 'everybody',
		refusals: ['SETUP_LINK_NEEDED']
	}
};
