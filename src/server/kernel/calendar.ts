import { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency, default as ical } from 'ical-generator';

/** One entry of a calendar file. */
export interface CalendarEvent {
	/** The same for ever: by it a calendar knows the entry again. */
	uid: string;
	/** Rises with each change people are told of (RFC 5545 SEQUENCE). */
	sequence: number;
	/** When this version was made (DTSTAMP). */
	stamp: Date;
	from: Date;
	to: Date;
	title: string;
	place: string;
	text: string;
	url: string;
	cancelled?: boolean;
	/** It does not make the time busy. */
	free?: boolean;
	organiser?: { name: string; email: string };
	/** The reader's own address, as calendars ask of an invitation; never anybody else's. */
	attendee?: { name: string; email: string };
}

/** Line breaks in a summary or a place break some calendars. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/**
 * A calendar file (RFC 5545), times in UTC: whatever zone a phone is in, it shows the right moment. `REQUEST` and
 * `CANCEL` are for mails about one entry, `PUBLISH` for feeds and downloads. The same events give the same text.
 */
export function writeCalendar(by: {
	method: 'PUBLISH' | 'REQUEST' | 'CANCEL';
	name: string;
	events: CalendarEvent[];
	/** How often a subscriber should look again, in seconds. */
	ttl?: number;
}): string {
	const calendar = ical({
		prodId: { company: 'Gerbang', product: 'Gerbang', language: 'EN' },
		method: ICalCalendarMethod[by.method],
		...(by.method === 'PUBLISH' && { name: oneLine(by.name) }),
		...(by.ttl && { ttl: by.ttl })
	});
	for (const event of by.events) {
		const entry = calendar.createEvent({
			id: event.uid,
			sequence: event.sequence,
			stamp: event.stamp,
			start: event.from,
			end: event.to,
			summary: oneLine(event.title),
			location: oneLine(event.place) || null,
			description: event.text,
			url: event.url,
			status: event.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
			transparency: event.free ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE
		});
		if (event.organiser) entry.organizer(event.organiser);
		if (event.attendee) {
			entry.createAttendee({ ...event.attendee, rsvp: false, status: 'ACCEPTED' as never });
		}
	}
	return calendar.toString();
}
