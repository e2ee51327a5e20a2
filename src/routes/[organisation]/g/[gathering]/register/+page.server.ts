import { error, redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { readAnswers } from '#lib/gather/answers.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering, organisation } = await parent();
	const { viewer, kernel } = locals.context;
	const standing = ['going', 'pending', 'waitlisted'].includes(gathering.registration ?? '');
	if (standing) redirect(303, `/${organisation.slug}/g/${gathering.slug}/ticket`);
	const account = viewer.accountId
		? await orRefuse(url, () => locals.api.gate.account.find())
		: null;
	const here = account?.people.find((one) => one.organisation.id === organisation.id);
	return {
		/** As whom a signed-in viewer registers; null: they say a name. */
		as: here?.name ?? account?.people[0]?.name ?? null,
		isStranger: account === null,
		mailLeaves: kernel.mail.leaves,
		// The form's own secret: sent twice, it is one registration. This page is therefore never shared.
		attempt: crypto.randomUUID()
	};
};

export const actions: Actions = {
	default: async ({ request, locals, params, url }) => {
		const data = await request.formData();
		const key = url.searchParams.get('key') ?? undefined;
		const text = (name: string) => String(data.get(name) ?? '').trim();
		const result = await orFail(url, data, async () => {
			const gathering = await locals.api.gather.gathering.find({
				organisation: params.organisation,
				slug: params.gathering,
				key
			});
			if (!gathering.can.register && !gathering.registration) error(409);
			return locals.api.gather.registration.register({
				gatheringId: gathering.id,
				key,
				name: text('name') || null,
				email: text('email') || null,
				phone: text('phone') || null,
				answers: readAnswers(gathering.questions, data),
				attempt: /^[0-9a-f-]{36}$/.test(text('attempt')) ? text('attempt') : undefined
			});
		});
		if ('outcome' in result && result.outcome === 'settled') {
			redirect(303, `/${params.organisation}/g/${params.gathering}/ticket`);
		}
		return result;
	}
};
