import { defaultRoleWeights } from '#engine/suggest/suggest.ts';

/** The table that holds for a gathering: its own where there is one, completed by the usual one for roles added since. */
export function fullWeights(
	roles: string[],
	own: Record<string, Record<string, number>> | null
): Record<string, Record<string, number>> {
	const usual = defaultRoleWeights(roles);
	return Object.fromEntries(
		roles.map((mine) => [
			mine,
			Object.fromEntries(
				roles.map((theirs) => [theirs, own?.[mine]?.[theirs] ?? usual[mine]![theirs]!])
			)
		])
	);
}

/** The number a gathering's small chances are drawn from: always the same for one gathering. */
export const seedOf = (gatheringId: string): number =>
	Number.parseInt(gatheringId.slice(-8), 16) | 0;

/** How long a large crowd's preparation may be used although somebody in it changed, in milliseconds. */
export const staleFor = 60_000;
/** From how many people on that is done; below, a preparation costs less than a blink. */
export const largeCrowd = 800;
