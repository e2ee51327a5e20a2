import { ORPCError } from '@orpc/client';
import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { drawQr } from '#lib/ui/qr.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, url }) => {
	await parent();
	const { organisation, gathering } = params;
	const ticket = await orRefuse(url, () =>
		locals.api.gather.registration.ticket({ organisation, gathering }).catch((refusal) => {
			if (refusal instanceof ORPCError && refusal.code === 'NOT_REGISTERED') return null;
			throw refusal;
		})
	);
	if (!ticket) redirect(303, `/${organisation}/g/${gathering}`);
	return { ticket, qr: ticket.qr ? drawQr(ticket.qr) : null };
};

export const actions: Actions = {
	cancel: async ({ request, locals, params, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, () =>
			locals.api.gather.registration.cancel({ gatheringId: String(data.get('gatheringId')) })
		);
		if ('status' in result && typeof result.status === 'string') {
			redirect(303, `/${params.organisation}/g/${params.gathering}/ticket`);
		}
		return result;
	}
};
