import { orRefuse } from '#lib/forms.ts';
import { drawQr } from '#lib/ui/qr.ts';
import type { PageServerLoad } from './$types';

const justNow = 3 * 60_000;

/** The viewer's own code to be scanned, and who has just scanned it. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { organisation } = params;
	const { personalCode, conversation } = locals.api.connect;
	return orRefuse(url, async () => {
		const code = await personalCode.make({ organisation });
		const now = locals.context.kernel.clock.now();
		const [newest] = (await conversation.list({ organisation, limit: 1 })).threads;
		return {
			qr: drawQr(code.url),
			shares: code.shares,
			scanned:
				newest && !newest.lastMessage && now.getTime() - newest.at.getTime() < justNow ? newest.person : null
		};
	});
};
