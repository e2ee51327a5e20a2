import { orRefuse } from '#lib/forms.ts';
import type { LayoutServerLoad } from './$types';

/** For organisers only; what waits for them, as numbers. */
export const load: LayoutServerLoad = async ({ locals, params, url, parent }) => {
	const { organisation } = await parent();
	return orRefuse(url, async () => {
		const { counts } = await locals.api.gate.membership.list({
			organisation: params.organisation,
			limit: 1
		});
		const letters = organisation.can.own
			? await locals.api.gate.outbox.list({ organisation: params.organisation, limit: 1 })
			: null;
		return {
			memberCounts: counts,
			letterCounts: letters && { ...letters.counts, mailLeaves: letters.mailLeaves }
		};
	});
};
