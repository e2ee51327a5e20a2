import { redirect } from '@sveltejs/kit';
import { peopleActions } from '#lib/connect/people-forms.ts';
import { orFail, orRefuse } from '#lib/forms.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const step = 30;
const most = 600;

/** The one lasting thread with a person: what was promised, their meetings, the newest messages (`show` of them). */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const pair = { organisation: params.organisation, personId: params.person };
	const { conversation } = locals.api.connect;
	return orRefuse(url, async () => {
		const thread = await conversation.find(pair);
		const show = Math.min(most, Math.max(step, Math.trunc(Number(url.searchParams.get('show')) || step)));
		while (thread.hasOlder && thread.messages.length < show) {
			const older = await conversation.listMessages({
				...pair,
				before: thread.messages[0]!.sequence,
				limit: Math.min(100, show - thread.messages.length)
			});
			thread.messages.unshift(...older.messages);
			thread.hasOlder = older.hasOlder;
		}
		const hidden = Math.max(0, thread.messages.length - show);
		return {
			thread: { ...thread, messages: thread.messages.slice(hidden) },
			older: (thread.hasOlder || hidden) && show < most ? `${url.pathname}?show=${show + step * 2}` : null,
			/** The number of the next message where the page does not run: sent twice, it is one message. */
			clientId: crypto.randomUUID(),
			now: locals.context.kernel.clock.now()
		};
	});
};

const { accept, decline, share, unshare, note } = peopleActions;
const text = (data: FormData, name: string) => String(data.get(name) ?? '');

export const actions: Actions = {
	accept,
	decline,
	share,
	unshare,
	note,
	async send({ locals, request, params, url }) {
		const data = await request.formData();
		const pair = { organisation: params.organisation, personId: params.person };
		return orFail(url, data, async () => {
			const { conversation } = locals.api.connect;
			const sent = await conversation.send({
				...pair,
				clientId: text(data, 'clientId'),
				text: text(data, 'message')
			});
			await conversation.markRead({ ...pair, sequence: sent.sequence });
			return { sent: sent.id };
		});
	},
	async promise({ locals, request, params, url }) {
		const data = await request.formData();
		return orFail(url, data, async () => {
			const { id } = await locals.api.gate.organisation.find({ slug: params.organisation });
			await locals.api.connect.followUp.promise({
				organisationId: id,
				personId: params.person,
				text: text(data, 'text'),
				dueOn: text(data, 'dueOn')
			});
			return { done: m.thread_promise_made({ name: text(data, 'name') }) };
		});
	},
	async keep({ locals, request, url }) {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.connect.followUp.keep({ promiseId: text(data, 'promiseId') });
			return {};
		});
	},
	async drop({ locals, request, url }) {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.connect.followUp.drop({ promiseId: text(data, 'promiseId') });
			return {};
		});
	},
	async reopen({ locals, request, url }) {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.connect.followUp.reopen({ promiseId: text(data, 'promiseId') });
			return {};
		});
	},
	// Who ended it, or blocked the other, may see nothing here any more.
	async end({ locals, request, params, url }) {
		const data = await request.formData();
		const failed = await orFail(url, data, () =>
			locals.api.connect.connection.end({ organisation: params.organisation, personId: params.person })
		);
		if (failed) return failed;
		redirect(303, `/${params.organisation}/inbox`);
	},
	async block({ locals, request, params, url }) {
		const data = await request.formData();
		const failed = await orFail(url, data, () =>
			locals.api.connect.connection.block({ organisation: params.organisation, personId: params.person })
		);
		if (failed) return failed;
		redirect(303, `/${params.organisation}/people/shared?blocked=${params.person}`);
	}
};
