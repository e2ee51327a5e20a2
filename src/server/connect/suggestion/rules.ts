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
