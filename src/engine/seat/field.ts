/** A finite field of `order` elements, written 0 to order - 1; 0 and 1 are themselves. */
export interface Field {
	order: number;
	add(a: number, b: number): number;
	multiply(a: number, b: number): number;
}

/** The prime and the exponent of a prime power, or null. */
export function primePower(order: number): { prime: number; exponent: number } | null {
	if (order < 2) return null;
	let prime = 2;
	while (prime * prime <= order && order % prime) prime++;
	if (order % prime) prime = order;
	let exponent = 0;
	for (let rest = order; rest > 1; rest /= prime, exponent++) if (rest % prime) return null;
	return { prime, exponent };
}

/** The prime powers whose product it is, each prime once: 60 is 4, 3 and 5. */
export function primePowersOf(order: number): number[] {
	const found: number[] = [];
	for (let prime = 2; order > 1; prime++) {
		let power = 1;
		while (order % prime === 0) {
			order /= prime;
			power *= prime;
		}
		if (power > 1) found.push(power);
	}
	return found;
}

/**
 * The field of a prime power's order, or null. Elements are polynomials over the prime field, their coefficients the
 * digits of the number; the modulus is the first monic polynomial whose root generates all elements.
 */
export function makeField(order: number): Field | null {
	const power = primePower(order);
	if (!power) return null;
	const { prime, exponent } = power;
	if (exponent === 1) {
		return { order, add: (a, b) => (a + b) % order, multiply: (a, b) => (a * b) % order };
	}
	const add = (a: number, b: number) => {
		let sum = 0;
		for (let unit = 1; a > 0 || b > 0; unit *= prime) {
			sum += (((a % prime) + (b % prime)) % prime) * unit;
			a = Math.floor(a / prime);
			b = Math.floor(b / prime);
		}
		return sum;
	};
	const scale = (a: number, by: number) => {
		let product = 0;
		for (let unit = 1; a > 0; unit *= prime, a = Math.floor(a / prime)) product += (((a % prime) * by) % prime) * unit;
		return product;
	};
	const powers = new Int32Array(order - 1);
	const logs = new Int32Array(order);
	const top = order / prime;
	for (let tail = 1; tail < order; tail++) {
		let at = 1;
		let length = 0;
		do {
			powers[length] = at;
			logs[at] = length++;
			const lead = Math.floor(at / top);
			at = add((at % top) * prime, scale(tail, lead));
		} while (at !== 1 && at !== 0 && length < order - 1);
		if (at === 1 && length === order - 1) break;
	}
	return {
		order,
		add,
		multiply: (a, b) => (a === 0 || b === 0 ? 0 : powers[(logs[a]! + logs[b]!) % (order - 1)]!)
	};
}

/** The product of the fields of an order's prime powers: a ring in which that many elements differ by units. */
export function makeRing(order: number): Field & { units: number } {
	const orders = primePowersOf(order);
	const fields = orders.map((each) => makeField(each)!);
	const both = (a: number, b: number, verb: 'add' | 'multiply') => {
		let made = 0;
		let unit = 1;
		for (const field of fields) {
			made += field[verb](a % field.order, b % field.order) * unit;
			a = Math.floor(a / field.order);
			b = Math.floor(b / field.order);
			unit *= field.order;
		}
		return made;
	};
	return {
		order,
		units: order === 1 ? 1 : Math.min(...orders),
		add: (a, b) => both(a, b, 'add'),
		multiply: (a, b) => both(a, b, 'multiply')
	};
}
