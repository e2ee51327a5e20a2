import type { PageServerLoad } from './$types';

/** What link previews and search engines read of the page (schema.org Event). */
export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering, organisation } = await parent();
	const { config } = locals.context.kernel;
	const origin = config.originIsGiven ? config.origin : url.origin;
	const address = `${origin}/${organisation.slug}/g/${gathering.slug}`;
	const picture = `${address}/picture.png?v=${gathering.updatedAt.getTime()}`;
	const place = gathering.placeName && {
		'@type': 'Place',
		name: gathering.placeName,
		address: [gathering.placeAddress, gathering.city].filter(Boolean).join(', ') || gathering.placeName,
		...(gathering.mapUrl && { hasMap: gathering.mapUrl })
	};
	const online = { '@type': 'VirtualLocation', url: address };
	const mode = { onsite: 'Offline', online: 'Online', hybrid: 'Mixed' }[gathering.mode];
	const event = {
		'@context': 'https://schema.org',
		'@type': 'Event',
		name: gathering.title,
		...(gathering.summary && { description: gathering.summary }),
		startDate: gathering.startsAt.toISOString(),
		endDate: gathering.endsAt.toISOString(),
		eventAttendanceMode: `https://schema.org/${mode}EventAttendanceMode`,
		eventStatus: `https://schema.org/Event${gathering.state === 'cancelled' ? 'Cancelled' : 'Scheduled'}`,
		location: gathering.mode === 'onsite' ? place : gathering.mode === 'online' ? online : [place, online],
		image: [picture],
		organizer: { '@type': 'Organization', name: organisation.name, url: `${origin}/${organisation.slug}` },
		...(gathering.capacity && {
			maximumAttendeeCapacity: gathering.capacity,
			remainingAttendeeCapacity: gathering.seatsLeft
		}),
		...(gathering.audience === 'public' && {
			offers: {
				'@type': 'Offer',
				price: 0,
				priceCurrency: 'IDR',
				url: address,
				availability: `https://schema.org/${gathering.seatsLeft === 0 ? 'SoldOut' : 'InStock'}`
			}
		})
	};
	// Who takes part sees on the first screen whom to meet there.
	const people =
		gathering.can.seePeople && gathering.state !== 'draft'
			? await locals.api.connect.suggestion.list({ organisation: organisation.slug, gathering: gathering.slug })
			: null;
	return {
		address,
		picture,
		people,
		// A title may hold "</script>".
		jsonLd: JSON.stringify(event).replaceAll('<', '\\u003c')
	};
};
