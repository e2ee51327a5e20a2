import { record } from '#server/gate/public.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { accessTakingPart } from '../meeting/access.ts';
import { availability } from '../meeting/tables.ts';
import { findGrid, viewAvailability } from './queries.ts';
import { slotAt } from './rules.ts';
import type { AvailabilityChange, AvailabilityView } from './schema.ts';

/**
 * Says when the viewer may be asked for at a gathering. What is left out stays. Confirmed meetings stand, and
 * requests that wait may still be accepted: this decides what others are offered from now on. A second call with
 * the same words changes nothing.
 */
export async function changeAvailability(
	context: WriteContext,
	input: AvailabilityChange
): Promise<AvailabilityView> {
	const { personId, at } = await accessTakingPart(context, input.gatheringId);
	const slots = (await findGrid(context.db, input.gatheringId))?.slots ?? [];
	const busy = input.closed?.flatMap((startsAt) => {
		const slot = slotAt(slots, startsAt);
		return slot ? [{ from: slot.from.toISOString(), to: slot.to.toISOString() }] : [];
	});
	const change = {
		...(input.starsAreBusy !== undefined && { starsAreBusy: input.starsAreBusy }),
		...(busy && { busy }),
		...(input.isOpen !== undefined && { closedAt: input.isOpen ? null : context.now })
	};
	if (Object.keys(change).length) {
		await context.db
			.insert(availability)
			.values({ gatheringId: input.gatheringId, personId, ...change })
			.onConflictDoUpdate({
				target: [availability.gatheringId, availability.personId],
				set: change
			});
		await record(context, {
			organisationId: at.organisation.id,
			byPersonId: personId,
			noun: 'availability',
			nounId: input.gatheringId,
			verb: 'change',
			detail: { fields: Object.keys(change) }
		});
	}
	return viewAvailability(context, { personId, gathering: at.gathering });
}
