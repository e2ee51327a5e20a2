import type { RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { orFail } from '#lib/forms.ts';
import { sayMeetingTime } from './meeting-words.ts';

const text = (data: FormData, name: string): string => String(data.get(name) ?? '');
export const dates = (data: FormData, name: string): Date[] =>
	data
		.getAll(name)
		.map((value) => new Date(String(value)))
		.filter((date) => !Number.isNaN(date.getTime()));

/** What a form did, said above the page. */
export interface Done {
	done: string;
}

/**
 * The answers to a meeting, as form actions: the same on the list and on a meeting's own page. Each form carries
 * `meetingId`.
 */
export const answers = {
	async accept({ locals, request, url }: RequestEvent) {
		const data = await request.formData();
		return orFail(url, data, async (): Promise<Done> => {
			const [startsAt] = dates(data, 'startsAt');
			const met = await locals.api.connect.meeting.accept({ meetingId: text(data, 'meetingId'), startsAt });
			const now = locals.context.kernel.clock.now();
			const zone = met.gathering?.timeZone ?? 'Asia/Jakarta';
			return { done: m.meeting_done_accepted({ time: sayMeetingTime(met.startsAt!, met.endsAt!, zone, now) }) };
		});
	},
	async decline({ locals, request, url }: RequestEvent) {
		const data = await request.formData();
		return orFail(url, data, async (): Promise<Done> => {
			await locals.api.connect.meeting.decline({
				meetingId: text(data, 'meetingId'),
				openThread: data.get('openThread') === 'yes'
			});
			return { done: m.meeting_done_declined() };
		});
	},
	async cancel({ locals, request, url }: RequestEvent) {
		const data = await request.formData();
		return orFail(url, data, async (): Promise<Done> => {
			await locals.api.connect.meeting.cancel({ meetingId: text(data, 'meetingId') });
			return { done: m.meeting_done_cancelled() };
		});
	},
	async here({ locals, request, url }: RequestEvent) {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.connect.meeting.sayHere({ meetingId: text(data, 'meetingId') });
			return { done: '' };
		});
	},
	async outcome({ locals, request, url }: RequestEvent) {
		const data = await request.formData();
		return orFail(url, data, async (): Promise<Done> => {
			await locals.api.connect.meeting.tellOutcome({
				meetingId: text(data, 'meetingId'),
				outcome: text(data, 'outcome') as 'useful',
				promise: { text: text(data, 'promise.text'), dueOn: text(data, 'promise.dueOn') }
			});
			return { done: m.meeting_done_outcome() };
		});
	}
};
