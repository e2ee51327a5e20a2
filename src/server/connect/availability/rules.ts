/** A span of time, half-open: `from` belongs to it, `to` does not. */
export interface Span {
	from: Date;
	to: Date;
}

/** What slots are cut from; `hours` as ISO instants, so that they stand whatever zone anybody reads them in. */
export interface SlotSetting {
	slotMinutes: number;
	gapMinutes: number;
	hours: { from: string; to: string }[];
}

export const overlaps = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to;

export const isFreeOf = (slot: Span, busy: readonly Span[]): boolean =>
	!busy.some((span) => overlaps(slot, span));

/**
 * The slots of a setting, in time order: each window of hours is cut from its start into slots of
 * `slotMinutes` with `gapMinutes` between; what is left at a window's end and is shorter than a slot is no slot.
 * Windows that overlap are cut as one.
 */
export function slotsOf(setting: SlotSetting): Span[] {
	const slot = setting.slotMinutes * 60_000;
	const step = slot + setting.gapMinutes * 60_000;
	const slots: Span[] = [];
	for (const { from, to } of joined(setting.hours)) {
		for (let at = from.getTime(); at + slot <= to.getTime(); at += step) {
			slots.push({ from: new Date(at), to: new Date(at + slot) });
		}
	}
	return slots;
}

/** The windows in time order, those that touch or overlap made one. */
export function joined(hours: SlotSetting['hours']): Span[] {
	const spans = hours
		.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) }))
		.filter(({ from, to }) => from < to)
		.sort((a, b) => a.from.getTime() - b.from.getTime());
	const windows: Span[] = [];
	for (const span of spans) {
		const last = windows.at(-1);
		if (last && span.from <= last.to) {
			if (span.to > last.to) last.to = span.to;
		} else windows.push(span);
	}
	return windows;
}

/** The slot that begins at an instant, or null. */
export const slotAt = (slots: readonly Span[], startsAt: Date): Span | null =>
	slots.find(({ from }) => from.getTime() === startsAt.getTime()) ?? null;

/** The slots that still lie ahead and overlap nothing of `busy`. */
export const freeSlots = (slots: readonly Span[], busy: readonly Span[], now: Date): Span[] =>
	slots.filter((slot) => slot.from > now && isFreeOf(slot, busy));

/**
 * Up to three of the free slots to propose, spread over what is free: the more they differ, the likelier one
 * suits. With `soon`, the first is the next free one, for people who already stand in the same hall.
 */
export function bestThree(free: readonly Span[], soon: boolean): Span[] {
	if (free.length <= 3) return [...free];
	const at = soon ? [0, 1 / 3, 2 / 3] : [1 / 6, 3 / 6, 5 / 6];
	return at.map((part) => free[Math.floor(part * free.length)]!);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The civil date of an instant in a zone, `2026-03-14`. */
export function dayIn(timeZone: string, instant: Date): string {
	let format = formats.get(timeZone);
	if (!format) {
		format = new Intl.DateTimeFormat('en-CA', {
			timeZone,
			year: 'numeric',
			month: '2-digit',
			day: '2-digit'
		});
		formats.set(timeZone, format);
	}
	return format.format(instant);
}
