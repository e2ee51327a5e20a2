import type { Random } from '../random.ts';
import type { Board } from './board.ts';

/** Tables within a person's reach. */
function tablesFor(board: Board, p: number): number[] {
	const found: number[] = [];
	for (let t = 0; t < board.tables; t++) if (board.maySit(p, t)) found.push(t);
	return found;
}

/**
 * Seats those of a round who are there and have no seat yet: where it costs least while seats are free, else by moving
 * others along (augmenting paths), so that nobody stays without a seat who could have one.
 */
export function placeRest(board: Board, round: number, random: Random): void {
	const n = board.people;
	const rest: number[] = [];
	for (let p = 0; p < n; p++) if (board.here[round * n + p] && board.seatOf[round * n + p]! < 0) rest.push(p);
	random.shuffle(rest);
	// The least free choose first, then those who belong together.
	const freedom = (p: number) => (board.reach[p] ? board.reach[p]!.reduce((sum, may) => sum + may, 0) : board.tables);
	const order = rest.map((p) => ({ p, free: freedom(p), cluster: board.clusterOf[p]! }));
	order.sort((x, y) => x.free - y.free || y.cluster - x.cluster);
	const failed: number[] = [];
	for (const { p } of order) {
		let best = -1;
		let least = Infinity;
		const only = board.reach[p] ? tablesFor(board, p) : null;
		const count = only ? only.length : board.tables;
		for (let i = 0; i < count; i++) {
			const t = only ? only[i]! : i;
			const filled = board.filled[round * board.tables + t]!;
			if (filled >= board.places[t]!) continue;
			// Among equals the emptier table.
			const cost = board.sitCost(round, p, t) + (1e-6 * filled) / board.places[t]!;
			if (cost < least) {
				least = cost;
				best = t;
			}
		}
		if (best < 0) failed.push(p);
		else board.sit(round, p, board.freeSeat(round, best));
	}
	for (const p of failed) {
		const visited = new Uint8Array(board.tables);
		makeRoom(board, round, p, visited);
	}
}

function makeRoom(board: Board, round: number, p: number, visited: Uint8Array): boolean {
	const tables = tablesFor(board, p);
	for (const t of tables) {
		// A place just left at a table on the way is not for those who left it.
		const seat = visited[t] ? -1 : board.freeSeat(round, t);
		if (seat >= 0) {
			board.sit(round, p, seat);
			return true;
		}
	}
	for (const t of tables) {
		if (visited[t]) continue;
		visited[t] = 1;
		for (let seat = board.start[t]!; seat < board.start[t + 1]!; seat++) {
			const x = board.at[round * board.seats + seat]!;
			if (x < 0) continue;
			board.rise(round, x);
			if (makeRoom(board, round, x, visited)) {
				board.sit(round, p, seat);
				return true;
			}
			board.sit(round, x, seat);
		}
	}
	return false;
}

/**
 * Seats people by a design: `rounds` lists its places table by table, `size` to a table, of at least as many places as
 * there are people. Hosts get places that never meet; places that stay empty are spread over the tables.
 */
export function seatByDesign(board: Board, rounds: Int32Array[], size: number, random: Random): void {
	const { people: n, tables } = board;
	const places = rounds[0]!.length;
	const met = new Uint8Array(places * places);
	for (const round of rounds)
		for (let i = 0; i < places; i++)
			for (let j = i - (i % size); j < i; j++) met[round[i]! * places + round[j]!] = met[round[j]! * places + round[i]!] = 1;
	const taken = new Uint8Array(places);
	/** Places that never meet, as many as can be had up to `wanted`. */
	const apart = (wanted: number): number[] => {
		let best: number[] = [];
		const order = Array.from({ length: places }, (_, i) => i);
		for (let tries = 0; tries < 20 && best.length < wanted; tries++) {
			if (tries) random.shuffle(order);
			const chosen: number[] = [];
			for (const i of order) {
				if (chosen.length === wanted) break;
				if (!taken[i] && chosen.every((j) => !met[i * places + j])) chosen.push(i);
			}
			if (chosen.length > best.length) best = chosen;
		}
		for (const i of best) taken[i] = 1;
		return best;
	};

	const personOf = new Int32Array(places).fill(-1);
	// One host of each table first.
	const hostOf = new Map<number, number>();
	for (let p = 0; p < n; p++) {
		const reach = board.reach[p];
		if (!reach || reach.reduce((sum, may) => sum + may, 0) !== 1) continue;
		const table = reach.indexOf(1);
		if (!hostOf.has(table)) hostOf.set(table, p);
	}
	const hosts = [...hostOf.values()];
	const hostPlaces = apart(hosts.length);
	hostPlaces.forEach((place, i) => (personOf[place] = hosts[i]!));
	const placed = new Set(hosts.slice(0, hostPlaces.length));
	for (let empty = places - n; empty > 0; ) {
		const some = apart(Math.min(empty, tables));
		if (!some.length) break;
		empty -= some.length;
	}
	const others = Array.from({ length: n }, (_, p) => p).filter((p) => !placed.has(p));
	random.shuffle(others);
	for (let i = 0; i < places && others.length; i++) if (!taken[i]) personOf[i] = others.pop()!;
	for (let i = 0; i < places && others.length; i++) if (personOf[i]! < 0) personOf[i] = others.pop()!;

	const labels = new Int32Array(tables);
	rounds.slice(0, board.rounds).forEach((round, r) => {
		labels.fill(-1);
		const used = new Uint8Array(tables);
		for (let i = 0; i < places; i++) {
			const p = personOf[round[i]!]!;
			if (p < 0 || !placed.has(p)) continue;
			const table = board.reach[p]!.indexOf(1);
			labels[Math.floor(i / size)] = table;
			used[table] = 1;
		}
		let next = 0;
		for (let t = 0; t < tables; t++) {
			if (labels[t]! >= 0) continue;
			while (used[next]) next++;
			labels[t] = next++;
		}
		for (let i = 0; i < places; i++) {
			const p = personOf[round[i]!]!;
			if (p < 0 || !board.here[r * n + p]) continue;
			const table = labels[Math.floor(i / size)]!;
			if (!board.maySit(p, table)) continue;
			const seat = board.freeSeat(r, table);
			if (seat >= 0) board.sit(r, p, seat);
		}
	});
	for (let r = 0; r < board.rounds; r++) placeRest(board, r, random);
}

/**
 * Seats people by worth, table by table: whoever is worth most to those at the table, and has not met them, comes next.
 */
export function seatByWorth(board: Board, random: Random): void {
	const { people: n, tables } = board;
	const gain = new Float64Array(n);
	const tableOrder = Array.from({ length: tables }, (_, t) => t);
	for (let r = 0; r < board.rounds; r++) {
		const free: number[] = [];
		let present = 0;
		for (let p = 0; p < n; p++) {
			if (!board.here[r * n + p]) continue;
			present++;
			const reach = board.reach[p];
			if (reach && reach.reduce((sum, may) => sum + may, 0) === 1) {
				const seat = board.freeSeat(r, reach.indexOf(1));
				if (seat >= 0) board.sit(r, p, seat);
			} else free.push(p);
		}
		random.shuffle(free);
		random.shuffle(tableOrder);
		// No table takes more than its share, so that none is left short.
		const share = present / Math.max(1, board.seats);
		for (const t of tableOrder) {
			const wanted = Math.min(board.places[t]!, Math.max(board.least[t]!, Math.ceil(board.places[t]! * share)));
			for (const p of free) gain[p] = board.maySit(p, t) ? 0 : Infinity;
			for (let i = board.start[t]!; i < board.start[t + 1]!; i++) {
				const x = board.at[r * board.seats + i]!;
				if (x >= 0) for (const p of free) gain[p]! += board.pairCost(x, p);
			}
			let last = -1;
			while (free.length && board.filled[r * tables + t]! < wanted) {
				let best = free.length - 1;
				if (last >= 0) board.addCosts(last, free, gain);
				for (let i = free.length - 1; i >= 0; i--) if (gain[free[i]!]! < gain[free[best]!]!) best = i;
				const p = free[best]!;
				if (gain[p]! > board.repeatCost / 2) break;
				free[best] = free[free.length - 1]!;
				free.pop();
				board.sit(r, p, board.freeSeat(r, t));
				last = p;
			}
		}
		placeRest(board, r, random);
	}
}
