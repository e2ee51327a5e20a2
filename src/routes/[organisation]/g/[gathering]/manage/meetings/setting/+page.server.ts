import { fail } from '@sveltejs/kit';
import { moreTables, readSetting, rowsTyped } from '#lib/connect/meeting-setting-form.ts';
import { orFail, orRefuse, typed } from '#lib/forms.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering } = await parent();
	return {
		setting: await orRefuse(url, () => locals.api.connect.meetingSetting.find({ gatheringId: gathering.id }))
	};
};

const gatheringOf = ({ locals, params }: RequestEvent) =>
	locals.api.gather.gathering.find({ organisation: params.organisation, slug: params.gathering });

export const actions: Actions = {
	/** More rows in the form; nothing is saved. */
	add: async ({ request }) => {
		const data = await request.formData();
		const rows = rowsTyped(data);
		const what = String(data.get('more') ?? 'tables');
		const count = Math.min(200, Math.max(1, Number(data.get('addCount')) || 1));
		return fail(400, {
			rows: {
				hours: what === 'hours' ? [...rows.hours, { from: '', to: '' }] : rows.hours,
				tables:
					what === 'tables'
						? moreTables(
								rows.tables,
								{ count, zone: String(data.get('addZone') ?? ''), seats: String(data.get('addSeats') || 4) },
								(number) => m.meeting_setting_table_named({ number })
							)
						: rows.tables
			},
			values: typed(data),
			effect: null
		});
	},
	save: async (event) => {
		const { locals, request, url } = event;
		const data = await request.formData();
		const rows = rowsTyped(data);
		const done = await orFail(url, data, async () => {
			const gathering = await gatheringOf(event);
			const input = readSetting(data, gathering.id, gathering.timeZone);
			const effect = await locals.api.connect.meetingSetting.preview(input);
			const touches = effect.changes.length > 0 || effect.requestsEnded > 0;
			if (touches && data.get('confirm') !== effect.key) return { effect };
			await locals.api.connect.meetingSetting.change({ ...input, confirm: effect.key });
			return { saved: true as const };
		});
		if ('status' in done) return fail(done.status, { ...done.data, rows, effect: null });
		if ('effect' in done) return fail(409, { rows, values: typed(data), effect: done.effect });
		return done;
	}
};
