/** A resolvable design kept as base tables: few numbers, developed by a group. */
export interface Tabulated {
	groups: number;
	size: number;
	rounds: number;
	develop: () => Int32Array[];
}

/**
 * Develops base rounds over the group of `order` elements with exclusive or as its sum: a round's base tables are
 * moved by each `within`, which completes it; the round by each `across`, which gives further ones. Person p is
 * element p % order of orbit floor(p / order).
 */
function developByXor(order: number, base: { within: number[]; across: number[]; tables: number[][] }[]): Int32Array[] {
	const moved = (p: number, by: number) => p - (p % order) + ((p % order) ^ by);
	return base.flatMap(({ within, across, tables }) =>
		across.map((over) => {
			const seen = new Set<string>();
			const round: number[] = [];
			for (const table of tables)
				for (const by of within) {
					const seats = table.map((p) => moved(p, by ^ over));
					const name = [...seats].sort((a, b) => a - b).join();
					if (seen.has(name)) continue;
					seen.add(name);
					round.push(...seats);
				}
			return Int32Array.from(round);
		})
	);
}

const all = [0, 1, 2, 3, 4, 5, 6, 7];

export const tabulated: Tabulated[] = [
	{
		// A group divisible design with groups of 2 on 32 people, ten rounds: A. Aguado, A 10 days solution to the social
		// golfer problem (2004), as 16 base tables under its automorphisms, which are three commuting involutions.
		groups: 8,
		size: 4,
		rounds: 10,
		develop: () =>
			developByXor(8, [
				{ within: all, across: [0], tables: [[0, 8, 16, 24]] },
				{ within: all, across: [0], tables: [[0, 10, 23, 29]] },
				{ within: all, across: [0], tables: [[0, 2, 4, 6], [8, 9, 12, 13], [16, 19, 21, 22], [24, 25, 26, 27]] },
				{ within: all, across: [0], tables: [[0, 1, 20, 21], [8, 14, 26, 28]] },
				{ within: [0, 2, 5, 7], across: [0, 1], tables: [[0, 9, 19, 26], [1, 15, 16, 30]] },
				{ within: [0, 2, 5, 7], across: [0, 1], tables: [[0, 13, 22, 27], [1, 4, 24, 29], [9, 11, 21, 23]] },
				{ within: [0, 3, 4, 7], across: [0, 1], tables: [[0, 11, 18, 30], [1, 2, 13, 14], [16, 20, 27, 31]] }
			])
	}
];
