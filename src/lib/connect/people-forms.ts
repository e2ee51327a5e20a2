import type { RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { orFail } from '#lib/forms.ts';
import type { Field, MutableKind, Wish } from './people-words.ts';

const text = (data: FormData, name: string): string => String(data.get(name) ?? '');

/** What a form did, said above the page. */
export interface Done {
	done: string;
}

type Api = RequestEvent['locals']['api'];
interface Asked {
	api: Api;
	data: FormData;
	pair: { organisation: string; personId: string };
	/** What one calls the other one; carried by the form. */
	name: string;
}

/** An action on one person: the form carries `personId` (or the address does) and `name`. */
const on = (work: (asked: Asked) => Promise<string>) => async (event: RequestEvent) => {
	const data = await event.request.formData();
	return orFail(event.url, data, async (): Promise<Done> => {
		const done = await work({
			api: event.locals.api,
			data,
			pair: {
				organisation: event.params.organisation!,
				personId: text(data, 'personId') || event.params.person!
			},
			name: text(data, 'name')
		});
		return { done };
	});
};

/** The contact fields ticked in a form that asks for them; undefined where it does not ask. */
const shareOf = (data: FormData): Field[] | undefined =>
	data.has('sharing') ? (data.getAll('share') as Field[]) : undefined;

/** What people do with one another, as form actions: the same in the inbox, on a person's page, in lists. */
export const peopleActions = {
	ask: on(async ({ api, data, pair, name }) => {
		await api.connect.connection.ask({
			...pair,
			line: text(data, 'line'),
			gatheringId: text(data, 'gatheringId') || undefined,
			share: shareOf(data)
		});
		return m.people_done_asked({ name });
	}),
	accept: on(async ({ api, data, pair, name }) => {
		await api.connect.connection.accept({ ...pair, share: shareOf(data) });
		return m.people_done_accepted({ name });
	}),
	decline: on(async ({ api, data, pair, name }) => {
		const openThread = data.get('openThread') === 'yes';
		await api.connect.connection.decline({ ...pair, openThread });
		return openThread ? m.people_done_declined_open({ name }) : m.people_done_declined();
	}),
	withdraw: on(async ({ api, pair }) => {
		await api.connect.connection.end(pair);
		return m.people_done_withdrawn();
	}),
	wish: on(async ({ api, data, pair }) => {
		await api.connect.suggestion.setWish({ ...pair, wish: (text(data, 'wish') || null) as Wish | null });
		return m.people_done_wish();
	}),
	share: on(async ({ api, data, pair, name }) => {
		await api.connect.contact.share({ ...pair, field: text(data, 'field') as Field });
		return m.people_done_given_field({ name });
	}),
	unshare: on(async ({ api, data, pair, name }) => {
		await api.connect.contact.withdraw({ ...pair, field: text(data, 'field') as Field });
		return m.people_done_withdrawn_field({ name });
	}),
	note: on(async ({ api, data, pair }) => {
		await api.connect.connection.saveNote({ ...pair, text: text(data, 'note') });
		return m.thread_note_saved();
	}),
	unblock: on(async ({ api, pair }) => {
		await api.connect.connection.unblock(pair);
		return m.people_done_unblocked();
	}),
	mute: on(async ({ api, data, pair }) => {
		await api.connect.suggestion.mute({
			organisation: pair.organisation,
			reason: text(data, 'reason') as MutableKind
		});
		return m.people_done_wish();
	}),
	unmute: on(async ({ api, data, pair }) => {
		await api.connect.suggestion.unmute({
			organisation: pair.organisation,
			reason: text(data, 'reason') as MutableKind
		});
		return m.people_done_wish();
	})
};
