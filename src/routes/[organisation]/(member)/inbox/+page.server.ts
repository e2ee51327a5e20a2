import { peopleActions } from '#lib/connect/people-forms.ts';
import { orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

const step = 30;
const most = 300;

/** Asks that wait, and threads by their last message; as many as the address says (`show`). */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { organisation } = params;
	const q = url.searchParams.get('q')?.slice(0, 100) ?? '';
	const show = Math.min(most, Math.max(step, Math.trunc(Number(url.searchParams.get('show')) || step)));
	return orRefuse(url, async () => {
		const { conversation } = locals.api.connect;
		const inbox = await conversation.list({ organisation, q, limit: Math.min(100, show) });
		let cursor = inbox.nextCursor;
		while (cursor && inbox.threads.length < show) {
			const next = await conversation.list({
				organisation,
				q,
				cursor,
				limit: Math.min(100, show - inbox.threads.length)
			});
			inbox.threads.push(...next.threads);
			cursor = next.nextCursor;
		}
		const more = new URLSearchParams(url.searchParams);
		more.set('show', String(show + step));
		return {
			inbox,
			q,
			more: cursor && show < most ? `${url.pathname}?${more}` : null,
			now: locals.context.kernel.clock.now()
		};
	});
};

const { accept, decline, withdraw } = peopleActions;
export const actions: Actions = { accept, decline, withdraw };
