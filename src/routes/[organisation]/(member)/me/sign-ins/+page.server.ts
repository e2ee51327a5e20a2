import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) =>
	orRefuse(url, async () => {
		const { account, passkey } = locals.api.gate;
		const [signIns, addresses, passkeys, me, ways] = await Promise.all([
			account.listSignIns(),
			account.listAddresses(),
			passkey.list(),
			account.find(),
			account.ways()
		]);
		return { signIns, addresses, passkeys, isProven: me.isProven, zone: me.timeZone, ways, now: new Date() };
	});

const text = (data: FormData, name: string) => String(data.get(name) ?? '').trim();

export const actions: Actions = {
	code: async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => ({
			sent: await locals.api.gate.account.requestCode({ email: text(data, 'email') }),
			at: Date.now()
		}));
	},
	address: async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gate.account.addAddress({ email: text(data, 'email'), code: text(data, 'code') });
			return { done: 'address' as const };
		});
	},
	removeAddress: async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gate.account.removeAddress({ id: text(data, 'id') });
			return { done: 'removeAddress' as const };
		});
	},
	rename: async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gate.passkey.rename({ id: text(data, 'id'), name: text(data, 'passkeyName') });
			return { done: 'rename' as const };
		});
	},
	removePasskey: async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gate.passkey.remove({ id: text(data, 'id') });
			return { done: 'removePasskey' as const };
		});
	},
	end: async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gate.account.revokeSignIn({ id: text(data, 'id') });
			return { done: 'end' as const };
		});
	},
	endOthers: async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gate.account.revokeOtherSignIns();
			return { done: 'endOthers' as const };
		});
	}
};
