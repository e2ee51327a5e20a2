/**
 * The weights a gathering begins with: channel roles that need each other high, the same role low, rivals hidden.
 * Roles the organisation added itself are neutral to all and low to themselves.
 */
export function defaultRoleWeights(
	roles: readonly string[]
): Record<string, Record<string, number>> {
	const known: Record<string, Record<string, number>> = {
		principal: {
			principal: 0,
			distributor: 3,
			'system-integrator': 2,
			reseller: 2,
			customer: 2,
			other: 1
		},
		distributor: {
			principal: 3,
			distributor: 0,
			'system-integrator': 3,
			reseller: 3,
			customer: 1,
			other: 1
		},
		'system-integrator': {
			principal: 2,
			distributor: 3,
			'system-integrator': 1,
			reseller: 2,
			customer: 3,
			other: 1
		},
		reseller: {
			principal: 2,
			distributor: 3,
			'system-integrator': 2,
			reseller: 1,
			customer: 3,
			other: 1
		},
		customer: {
			principal: 2,
			distributor: 1,
			'system-integrator': 3,
			reseller: 3,
			customer: 1,
			other: 1
		},
		other: {
			principal: 1,
			distributor: 1,
			'system-integrator': 1,
			reseller: 1,
			customer: 1,
			other: 1
		}
	};
	return Object.fromEntries(
		roles.map((mine) => [
			mine,
			Object.fromEntries(
				roles.map((theirs) => [theirs, known[mine]?.[theirs] ?? (mine === theirs ? 1 : 2)])
			)
		])
	);
}
