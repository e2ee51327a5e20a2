/**
 * Batik geometry drawn from an id: the same id is always the same cloth. Colours are handed in, so that a page
 * gives custom properties (and follows day and night) and a picture file gives `#rrggbb`.
 */
export interface Dyes {
	/** Behind everything. */
	ground: string;
	/** The organisation's accent, and a tint of it. */
	accent: string;
	soft: string;
	/** Warmth: soga brown, bright and as a tint. */
	warm: string;
	warmSoft: string;
	/** What is drawn on the accent. */
	on: string;
}

/** Dyes for inline SVG on a page. */
export const pageDyes: Dyes = {
	ground: 'var(--paper-deep)',
	accent: 'var(--cloth)',
	soft: 'var(--accent-soft)',
	warm: 'var(--cloth-warm)',
	warmSoft: 'var(--soga-soft)',
	on: 'var(--cloth-on)'
};

/** Numbers in [0, 1) that an id always gives in the same order. */
export function drawFrom(id: string): () => number {
	let seed = 0x811c9dc5;
	for (let i = 0; i < id.length; i++) seed = Math.imul(seed ^ id.charCodeAt(i), 0x01000193);
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

const pick = <T>(draw: () => number, from: readonly T[]): T =>
	from[Math.floor(draw() * from.length)]!;

interface Cloth {
	ground: string;
	figure: string;
	detail: string;
}

/** Four petals that meet in a point, a seed between them. */
function kawung(
	id: string,
	{ ground, figure, detail }: Cloth,
	size: number,
	angle: number
): string {
	const petal = (x: number, y: number, turn: number) =>
		`<g transform="translate(${x} ${y}) rotate(${turn})"><ellipse rx="12" ry="6.6" fill="${figure}"/>` +
		`<ellipse rx="6.4" ry="1.5" fill="${detail}"/></g>`;
	return (
		`<pattern id="${id}" width="40" height="40" patternUnits="userSpaceOnUse" patternTransform="rotate(${angle}) scale(${size / 40})">` +
		`<rect width="40" height="40" fill="${ground}"/>` +
		petal(10, 10, 45) +
		petal(30, 10, -45) +
		petal(10, 30, -45) +
		petal(30, 30, 45) +
		`<path d="M20 -3.4 23.4 0 20 3.4 16.6 0zM20 36.6 23.4 40 20 43.4 16.6 40zM0 16.6 3.4 20 0 23.4 -3.4 20zM40 16.6 43.4 20 40 23.4 36.6 20z" fill="${figure}"/></pattern>`
	);
}

/** Blades in slanting rows, a row of small diamonds between them. */
function parang(
	id: string,
	{ ground, figure, detail }: Cloth,
	size: number,
	angle: number
): string {
	return (
		`<pattern id="${id}" width="24" height="44" patternUnits="userSpaceOnUse" patternTransform="rotate(${angle}) scale(${size / 40})">` +
		`<rect width="24" height="44" fill="${ground}"/>` +
		`<path d="M1 31C1 19 13 20 13 11 13 6 8.5 5.5 8 9 6 4.5 9.5 1 14 1 20.5 1 22 8 19 13.5 15.5 20 10 20 10 31Z" fill="${figure}"/>` +
		`<circle cx="4.5" cy="14" r="1.8" fill="${detail}"/>` +
		`<path d="M0 32.500H24M0 43.500H24" stroke="${detail}" stroke-width="1"/>` +
		`<path d="M6 38 12 34.8 18 38 12 41.200ZM-6 38 0 34.8 6 38 0 41.200ZM18 38 24 34.8 30 38 24 41.200Z" fill="${figure}"/></pattern>`
	);
}

/** Small stars strewn over the cloth: truntum. */
function truntum(
	id: string,
	{ ground, figure, detail }: Cloth,
	size: number,
	angle: number
): string {
	const star = (x: number, y: number) =>
		`<g transform="translate(${x} ${y})"><path d="M0-8 1.9-1.9 8 0 1.9 1.9 0 8-1.9 1.9-8 0-1.9-1.900Z" fill="${figure}"/>` +
		`<path d="M0-5 1.2-1.2 5 0 1.2 1.2 0 5-1.2 1.2-5 0-1.2-1.200Z" transform="rotate(45)" fill="${figure}"/><circle r="1.5" fill="${detail}"/></g>`;
	return (
		`<pattern id="${id}" width="40" height="40" patternUnits="userSpaceOnUse" patternTransform="rotate(${angle}) scale(${size / 40})">` +
		`<rect width="40" height="40" fill="${ground}"/>${star(10, 10)}${star(30, 30)}` +
		`<circle cx="30" cy="10" r="1.6" fill="${detail}"/><circle cx="10" cy="30" r="1.6" fill="${detail}"/></pattern>`
	);
}

const short = (id: string): string => id.replace(/[^a-z0-9]/gi, '').slice(-12);

/**
 * A cover: the two halves of a split gate, each cut from its own cloth, an open way between them.
 * Returns a whole `<svg>` of 1200 x 480, hidden from readers (it says nothing a reader needs).
 */
export function coverSvg(id: string, dyes: Dyes = pageDyes, attributes = ''): string {
	const draw = drawFrom(id);
	const key = short(id);
	const strong: Cloth[] = [
		{ ground: dyes.accent, figure: dyes.on, detail: dyes.warm },
		{ ground: dyes.accent, figure: dyes.warm, detail: dyes.on },
		{ ground: dyes.warm, figure: dyes.on, detail: dyes.accent }
	];
	const gentle: Cloth[] = [
		{ ground: dyes.soft, figure: dyes.accent, detail: dyes.warm },
		{ ground: dyes.warmSoft, figure: dyes.warm, detail: dyes.accent },
		{ ground: dyes.warmSoft, figure: dyes.accent, detail: dyes.warm }
	];
	const cloths = [pick(draw, strong), pick(draw, gentle)];
	if (draw() < 0.5) cloths.reverse();
	const [first, second] = cloths as [Cloth, Cloth];
	const families = [kawung, parang, truntum];
	const left = Math.floor(draw() * 3);
	const right = (left + 1 + Math.floor(draw() * 2)) % 3;
	const turns = [0, 45, -45];
	const weave = (which: number, name: string, cloth: Cloth) => {
		const angle = which === 1 ? pick(draw, [45, -45, 60, -60]) : pick(draw, turns);
		return families[which]!(
			name,
			cloth,
			(which === 2 ? 52 : 72) + Math.floor(draw() * 4) * 14,
			angle
		);
	};

	// The trim along the stones: the cloth's stronger dye, so that a pale cloth still has an outline.
	const edge = (cloth: Cloth) => (gentle.includes(cloth) ? cloth.figure : cloth.ground);
	const middle = 600 + Math.round((draw() - 0.5) * 160);
	const way = 44 + Math.round(draw() * 40);
	// Tiers widen towards the ground, each under a cornice; the lowest reaches the cover's edge.
	const foot = 200 + Math.round(draw() * 70);
	const peak = 14 + Math.round(draw() * 36);
	const tiers = 4 + Math.floor(draw() * 3);
	const half = (side: -1 | 1) => {
		const inner = middle + (side * way) / 2;
		const reach = (side < 0 ? inner : 1200 - inner) + 30;
		const at = (tier: number) => ({
			x: Math.round(inner + side * (34 + (reach - 34) * (tier / tiers) ** 1.45)),
			y: Math.round(peak + 54 + (480 - foot - peak - 54) * (tier / tiers) ** 0.92)
		});
		let path = `M${inner} ${peak}L${inner + side * 20} ${peak + 36}V${at(0).y}`;
		for (let tier = 0; tier < tiers; tier++) {
			const { x, y } = at(tier);
			const next = at(tier + 1).y;
			const ledge = 12 + tier * 3;
			const tall = Math.round(Math.min(ledge + 3, (next - y) * 0.5));
			path += `V${y}H${x + side * ledge}v${tall}h${-side * ledge}V${next}`;
		}
		return `${path}H${side < 0 ? -30 : 1230}V480H${inner}Z`;
	};

	return (
		`<svg viewBox="0 0 1200 480" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false" ${attributes}>` +
		`<defs>${weave(left, `l${key}`, first)}${weave(right, `r${key}`, second)}</defs>` +
		`<rect width="1200" height="480" fill="${dyes.ground}"/>` +
		`<g stroke-width="6"><path d="${half(-1)}" fill="url(#l${key})" stroke="${edge(first)}"/>` +
		`<path d="${half(1)}" fill="url(#r${key})" stroke="${edge(second)}"/></g></svg>`
	);
}

/**
 * A tile for a face nobody uploaded: petals in the corners, room for a letter in the middle.
 * Returns the inside of a 40 x 40 `<svg>`.
 */
export function tileSvg(id: string, dyes: Dyes = pageDyes): string {
	const draw = drawFrom(id);
	const [ground, figure, detail] = pick(draw, [
		[dyes.soft, dyes.accent, dyes.warm],
		[dyes.warmSoft, dyes.warm, dyes.accent],
		[dyes.soft, dyes.warm, dyes.accent],
		[dyes.warmSoft, dyes.accent, dyes.warm]
	] as const);
	const form = Math.floor(draw() * 4);
	const turn = pick(draw, [0, 0, 45]);
	const around = (shape: string, from: number, count: number) =>
		Array.from(
			{ length: count },
			(_, i) => `<g transform="rotate(${from + (i * 360) / count})">${shape}</g>`
		).join('');
	const shapes = [
		around(`<ellipse cy="-19" rx="7" ry="9.5" fill="${figure}"/>`, turn + 45, 4) +
			around(`<circle cy="-16.5" r="2" fill="${detail}"/>`, turn, 4),
		around(`<path d="M0-12C7-16 7-24 0-30-7-24-7-16 0-12Z" fill="${figure}"/>`, turn, 8),
		around(`<path d="M-5-14 0-20 5-14 5-30-5-30Z" fill="${figure}"/>`, turn, 4) +
			around(`<circle cy="-17.5" r="2.4" fill="${detail}"/>`, turn + 45, 4),
		around(`<path d="M-9-13C-3-15 2-14 6-20 7-16 3-11-3-11Z" fill="${figure}"/>`, turn, 6)
	];
	return (
		`<rect width="40" height="40" fill="${ground}"/>` +
		`<g transform="translate(20 20)">${shapes[form]}</g>`
	);
}
