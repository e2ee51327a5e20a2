import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	change,
	defaultRoleWeights,
	explainScore,
	gini,
	prepare,
	remove,
	suggestEveryone,
	reasonKinds,
	suggest,
	type Attendee,
	type ReasonKind,
	type Wish
} from './suggest.ts';

const roles = ['principal', 'distributor', 'system-integrator', 'reseller', 'customer', 'other'];
const roleWeights = defaultRoleWeights(roles);

const somebody = (values: Partial<Attendee> = {}): Attendee => ({
	company: null,
	roles: [],
	city: null,
	offers: [],
	needs: [],
	interests: [],
	brandsCarried: [],
	brandsWanted: [],
	talks: [],
	reachable: true,
	...values
});

const names = (
	people: Attendee[],
	me: number,
	options: Partial<Parameters<typeof suggest>[2]> = {}
) => suggest(prepare(people, { roleWeights, seed: 1 }), me, { count: 5, ...options });

describe('who is suggested', () => {
	test('brings what the viewer looks for, in the words they used themselves', () => {
		const [first] = names(
			[
				somebody({ needs: ['pencadangan komputasi awan'], roles: ['reseller'] }),
				somebody({ offers: ['Laptop'], roles: ['distributor'] }),
				somebody({ offers: ['Cloud Backup', 'CCTV'], roles: ['distributor'], city: 'Bandung' })
			],
			0
		);
		expect(first).toMatchObject({ index: 2 });
		expect(first!.reasons[0]).toEqual({ kind: 'brings', tags: ['Cloud Backup'] });
		expect(first!.reasons[1]).toEqual({ kind: 'role', role: 'distributor' });
	});

	test('looks for what the viewer brings', () => {
		const [first] = names(
			[
				somebody({ offers: ['jaringan'] }),
				somebody({ needs: ['networking'] }),
				somebody({ needs: ['ERP'] })
			],
			0
		);
		expect(first).toMatchObject({
			index: 1,
			reasons: [{ kind: 'looks_for', tags: ['networking'] }]
		});
	});

	test('counts more when both have something for each other', () => {
		const found = names(
			[
				somebody({ offers: ['wifi'], needs: ['firewall'] }),
				somebody({ offers: ['firewall'] }),
				somebody({ offers: ['firewall'], needs: ['wifi'] })
			],
			0
		);
		expect(found.map(({ index }) => index)).toEqual([2, 1]);
	});

	test('carries brands that the viewer’s company wants', () => {
		const [first] = names(
			[
				somebody({ company: 'a', brandsWanted: ['Fortinet'] }),
				somebody({ company: 'b', brandsCarried: ['FORTINET', 'Cisco'] })
			],
			0
		);
		expect(first!.reasons).toEqual([{ kind: 'carries_brand', tags: ['FORTINET'] }]);
	});

	test('speaks here about what the viewer looks for', () => {
		const [first] = names(
			[
				somebody({ needs: ['zero trust'] }),
				somebody({ talks: ['Zero Trust in small offices, seen from the inside'] }),
				somebody({ talks: ['Welcome'] })
			],
			0
		);
		expect(first).toMatchObject({ index: 1 });
		expect(first!.reasons[0]!.kind).toBe('speaks');
	});

	test('is never of the viewer’s own company, nor a rival whose role is hidden', () => {
		const people = [
			somebody({ company: 'a', roles: ['distributor'], needs: ['laptop'] }),
			somebody({ company: 'a', roles: ['reseller'], offers: ['laptop'] }),
			somebody({ company: 'b', roles: ['distributor'], offers: ['laptop'] })
		];
		expect(names(people, 0)).toEqual([]);
		expect(names(people, 0, { wishes: new Map([[2, 'must_meet']]) })).toMatchObject([{ index: 2 }]);
	});

	test('whom they must meet come first, and no thanks is final in both directions', () => {
		const people = [
			somebody({ needs: ['cloud'] }),
			...Array.from({ length: 4 }, () => somebody({ offers: ['cloud'] })),
			somebody()
		];
		const wishes = new Map<number, Wish>([
			[5, 'must_meet'],
			[1, 'no_thanks']
		]);
		const found = names(people, 0, { wishes, wishedBy: new Map([[2, 'no_thanks']]) });
		expect(found[0]).toMatchObject({ index: 5, reasons: [{ kind: 'wish' }] });
		expect(found.map(({ index }) => index).sort()).toEqual([3, 4, 5]);
	});

	test('is told of a wish only when both wished it', () => {
		const people = [somebody({ needs: ['cloud'] }), somebody({ offers: ['cloud'] })];
		const one = names(people, 0, { wishedBy: new Map([[1, 'must_meet']]) });
		expect(JSON.stringify(one)).not.toContain('wish');
		const both = names(people, 0, {
			wishes: new Map([[1, 'meet']]),
			wishedBy: new Map([[1, 'must_meet']])
		});
		expect(both[0]!.reasons[0]).toEqual({ kind: 'both_wish' });
	});

	test('comes lower once they are connected', () => {
		const people = [
			somebody({ needs: ['cloud', 'backup'] }),
			somebody({ offers: ['cloud', 'backup'] }),
			somebody({ offers: ['cloud'] })
		];
		expect(names(people, 0)[0]!.index).toBe(1);
		expect(names(people, 0, { known: new Set([1]) }).map(({ index }) => index)).toEqual([2, 1]);
	});

	test('a muted kind of reason neither counts nor is said', () => {
		const people = [
			somebody({ city: 'Bandung', needs: ['cloud'] }),
			somebody({ city: 'Bandung' }),
			somebody({ offers: ['cloud'], city: 'bandung' })
		];
		expect(names(people, 0)).toHaveLength(2);
		const found = names(people, 0, { muted: new Set<ReasonKind>(['city']) });
		expect(found).toMatchObject([{ index: 2, reasons: [{ kind: 'brings', tags: ['cloud'] }] }]);
		expect(found[0]!.reasons).toHaveLength(1);
	});

	test('misspelt tags are found', () => {
		const [first] = names(
			[
				somebody({ needs: ['virtualizaton'] }),
				somebody({ offers: ['Virtualisasi server'] }),
				somebody()
			],
			0
		);
		expect(first).toMatchObject({ index: 1 });
	});

	test('five are not of one company while others have a reason', () => {
		const people = [
			somebody({ needs: ['cloud', 'backup', 'wifi'] }),
			...Array.from({ length: 9 }, () =>
				somebody({ company: 'big', offers: ['cloud', 'backup', 'wifi'] })
			),
			...['a', 'b', 'c', 'd'].map((company) => somebody({ company, offers: ['wifi'] }))
		];
		const found = names(people, 0);
		expect(found.filter(({ index }) => people[index]!.company === 'big')).toHaveLength(1);
		expect(found).toHaveLength(5);
	});
});

describe('a star', () => {
	test('whom everybody looks for is not in everybody’s list, and everybody has five all the same', () => {
		const people = [
			somebody({ company: 'star', offers: ['cloud', 'backup', 'AI'], roles: ['distributor'] }),
			...Array.from({ length: 239 }, (_, i) =>
				somebody({
					company: `c${i}`,
					roles: ['reseller'],
					needs: ['cloud', 'backup', 'AI'],
					offers: i % 3 ? [] : ['laptop'],
					interests: [`topic${i % 40}`]
				})
			)
		];
		const prepared = prepare(people, { roleWeights, seed: 3 });
		let shown = 0;
		for (let me = 1; me < people.length; me++) {
			const found = suggest(prepared, me, { count: 5 });
			expect(found).toHaveLength(5);
			if (found.some(({ index }) => index === 0)) shown++;
		}
		expect(shown).toBeGreaterThanOrEqual(10);
		expect(shown).toBeLessThanOrEqual(30);
	});
});

const tag = fc.constantFrom(
	'cloud',
	'Cloud Backup',
	'komputasi awan',
	'wifi',
	'ERP',
	'laptop',
	'kopi',
	'…',
	''
);
const attendee = fc.record({
	company: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: null }),
	roles: fc.subarray(roles, { maxLength: 2 }),
	city: fc.option(fc.constantFrom('Bandung', 'Jakarta', 'Medan'), { nil: null }),
	offers: fc.array(tag, { maxLength: 3 }),
	needs: fc.array(tag, { maxLength: 3 }),
	interests: fc.array(tag, { maxLength: 2 }),
	brandsCarried: fc.array(fc.constantFrom('Cisco', 'HP'), { maxLength: 2 }),
	brandsWanted: fc.array(fc.constantFrom('cisco', 'hp'), { maxLength: 2 }),
	talks: fc.array(fc.string(), { maxLength: 1 }),
	reachable: fc.boolean()
});
const indices = fc.array(fc.nat(11), { maxLength: 6 });
const asked = fc.record({
	people: fc.array(attendee, { minLength: 1, maxLength: 12 }),
	seed: fc.integer(),
	count: fc.integer({ min: 1, max: 7 }),
	wishes: fc.array(fc.tuple(fc.nat(11), fc.constantFrom<Wish>('must_meet', 'meet', 'no_thanks')), {
		maxLength: 5
	}),
	wishedBy: fc.array(
		fc.tuple(fc.nat(11), fc.constantFrom<Wish>('must_meet', 'meet', 'no_thanks')),
		{ maxLength: 5 }
	),
	known: indices,
	out: indices,
	muted: fc.subarray([...reasonKinds])
});

describe('whatever the crowd', () => {
	test('the answer is the same each time, has no doubles, no outsiders, and a reason for each', () => {
		fc.assert(
			fc.property(asked, ({ people, seed, count, ...given }) => {
				const wishes = new Map(given.wishes);
				const wishedBy = new Map(given.wishedBy);
				const out = new Set(given.out);
				const muted = new Set(given.muted);
				const ask = () => {
					const prepared = prepare(people, { roleWeights, seed });
					return people.map((_, me) =>
						suggest(prepared, me, {
							count,
							wishes,
							wishedBy,
							known: new Set(given.known),
							eligible: (index) => !out.has(index),
							muted
						})
					);
				};
				const answers = ask();
				expect(ask()).toEqual(answers);
				answers.forEach((found, me) => {
					expect(found.length).toBeLessThanOrEqual(count);
					expect(new Set(found.map(({ index }) => index)).size).toBe(found.length);
					for (const { index, reasons } of found) {
						expect(index).not.toBe(me);
						expect(out.has(index)).toBe(false);
						expect(wishes.get(index)).not.toBe('no_thanks');
						expect(wishedBy.get(index)).not.toBe('no_thanks');
						expect(reasons.length).toBeGreaterThan(0);
						const told = reasons.map(({ kind }) => kind);
						for (const kind of told)
							if (!kind.includes('wish')) expect(muted.has(kind)).toBe(false);
						const mine = people[me]!.company;
						if (mine && !wishes.has(index)) expect(people[index]!.company).not.toBe(mine);
						for (const reason of reasons) {
							if (reason.kind === 'brings') {
								for (const word of reason.tags) expect(people[index]!.offers).toContain(word);
							}
							if (reason.kind === 'looks_for') {
								for (const word of reason.tags) expect(people[index]!.needs).toContain(word);
							}
						}
					}
				});
			}),
			{ numRuns: 300 }
		);
	});

	test('saying must meet never moves somebody down', () => {
		fc.assert(
			fc.property(asked, fc.nat(11), ({ people, seed }, wished) => {
				const prepared = prepare(people, { roleWeights, seed });
				const target = wished % people.length;
				if (target === 0) return;
				const rank = (wishes: Map<number, Wish>) => {
					const at = suggest(prepared, 0, { count: 12, wishes }).findIndex(
						({ index }) => index === target
					);
					return at < 0 ? Infinity : at;
				};
				expect(rank(new Map([[target, 'must_meet']]))).toBeLessThanOrEqual(rank(new Map()));
			}),
			{ numRuns: 200 }
		);
	});
});

describe('a score', () => {
	test('is the sum of its points, each under a kind of reason, and a muted kind has none', () => {
		fc.assert(
			fc.property(asked, ({ people, seed, count, ...given }) => {
				const prepared = prepare(people, { roleWeights, seed });
				const options = {
					count,
					wishes: new Map(given.wishes),
					known: new Set(given.known),
					muted: new Set(given.muted)
				};
				for (const { index, score, points } of suggest(prepared, 0, options)) {
					expect(points.reduce((sum, one) => sum + one.points, 0)).toBeCloseTo(score, 9);
					for (const { kind } of points)
						if (!kind.includes('wish')) expect(options.muted.has(kind as ReasonKind)).toBe(false);
					const again = explainScore(prepared, 0, index, options);
					if (again.length) expect(again).toEqual(points);
				}
			}),
			{ numRuns: 200 }
		);
	});

	test('puts people in the order of it, but for chance among equals', () => {
		fc.assert(
			fc.property(asked, ({ people, seed }) => {
				const prepared = prepare(people, { roleWeights, seed, exposure: 0 });
				const { lists } = suggestEveryone(prepared, { listLength: 3, exposure: Infinity });
				lists.forEach((list, me) => {
					const scores = list.map((other) =>
						explainScore(prepared, me, other).reduce((sum, one) => sum + one.points, 0)
					);
					for (let i = 1; i < scores.length; i++)
						expect(scores[i]!).toBeLessThanOrEqual(scores[i - 1]! + 0.016);
				});
			}),
			{ numRuns: 200 }
		);
	});

	test('counts sessions starred together, connections in common from two on, level, newness; against: met, declined, silence', () => {
		const people = [
			somebody({ stars: ['a', 'b'], title: 'Direktur', needs: ['cloud'] }),
			somebody({
				stars: ['b'],
				title: 'Director of Sales',
				offers: ['cloud'],
				fresh: 1,
				asked: 10,
				answered: 0
			}),
			somebody(),
			somebody()
		];
		const ties = [
			[0, 2],
			[2, 1],
			[3, 1]
		] as [number, number][];
		const kinds = (more: [number, number][], options = {}) =>
			explainScore(
				prepare(people, { roleWeights, seed: 1, ties: [...ties, ...more] }),
				0,
				1,
				options
			).map(({ kind, points }) => [kind, points > 0]);
		expect(Object.fromEntries(kinds([]))).toEqual({
			brings: true,
			level: true,
			together: true,
			new_here: true,
			quiet: false
		});
		expect(
			Object.fromEntries(kinds([[0, 3]], { met: new Set([1]), declined: new Set([1]) }))
		).toMatchObject({ common: true, met: false, declined: false });
	});
});

describe('a crowd that changes', () => {
	test('answers as one prepared anew, but for how telling tags are', () => {
		fc.assert(
			fc.property(
				fc.array(attendee, { minLength: 2, maxLength: 10 }),
				attendee,
				fc.nat(9),
				(people, other, at) => {
					const index = at % people.length;
					const options = { roleWeights, seed: 1, exposure: 0 };
					const ask = (prepared: ReturnType<typeof prepare>) =>
						people.map((_, me) => suggest(prepared, me, { count: 10 }));
					const kept = prepare(people, options);
					const before = ask(kept);
					change(kept, index, other);
					for (const list of ask(kept))
						for (const one of list) expect(one.reasons.length).toBeGreaterThan(0);
					change(kept, index, people[index]!);
					expect(ask(kept)).toEqual(before);
					remove(kept, index);
					for (const list of ask(kept)) expect(list.map((one) => one.index)).not.toContain(index);
					expect(suggest(kept, index, { count: 10 })).toEqual([]);
					change(kept, index, people[index]!);
					expect(ask(kept)).toEqual(before);
				}
			),
			{ numRuns: 150 }
		);
	});

	test('finds who has just come in, also by a word nobody had', () => {
		const prepared = prepare(
			[somebody({ needs: ['mainframe zOS'] }), somebody({ offers: ['laptop'] })],
			{ roleWeights, seed: 1 }
		);
		expect(suggest(prepared, 0, { count: 5 })).toEqual([]);
		change(prepared, 2, somebody({ offers: ['Mainframe z/OS'] }));
		expect(suggest(prepared, 0, { count: 5 })).toMatchObject([
			{ index: 2, reasons: [{ kind: 'brings' }] }
		]);
		expect(() => change(prepared, 9, somebody())).toThrow(RangeError);
	});
});

describe('everybody at once', () => {
	const crowd = () =>
		Array.from({ length: 120 }, (_, i) =>
			somebody({
				company: `c${i}`,
				roles: ['reseller'],
				needs: ['cloud'],
				offers: i < 4 ? ['cloud'] : [`thing${i % 30}`],
				interests: [`topic${i % 20}`]
			})
		);
	const prepared = prepare(crowd(), { roleWeights, seed: 2, exposure: 0 });

	test('the much sought are shared out, and nobody is without', () => {
		const free = suggestEveryone(prepared, { exposure: Infinity });
		const shared = suggestEveryone(prepared, { exposure: 2 });
		for (let star = 0; star < 4; star++) {
			expect(free.exposure[star]).toBeGreaterThan(60);
			expect(shared.exposure[star]).toBeLessThanOrEqual(10);
		}
		expect(shared.gini).toBeLessThan(free.gini);
		for (const list of shared.lists) expect(new Set(list).size).toBe(5);
		expect(suggestEveryone(prepared, { exposure: 2 })).toEqual(shared);
	});

	test('can be stopped, says how far it is, and keeps apart whom it is told to', () => {
		let asked = 0;
		const seen: number[] = [];
		const found = suggestEveryone(prepared, {
			shouldStop: () => ++asked > 50,
			onProgress: (done) => seen.push(done),
			never: (me, other) => (me + other) % 2 === 0
		});
		expect(found.stopped).toBe(true);
		expect(seen.length).toBe(50);
		found.lists.forEach((list, me) => {
			if (me >= 50) expect(list).toEqual([]);
			for (const other of list) expect((me + other) % 2).toBe(1);
		});
	});

	test('the Gini coefficient is 0 where all are equal and towards 1 where one has all', () => {
		expect(gini([3, 3, 3, 3])).toBeCloseTo(0);
		expect(gini([0, 0, 0, 8])).toBeCloseTo(0.75);
		expect(gini([])).toBe(0);
	});
});

describe('speed', () => {
	// Processor time: a busy machine must not fail it.
	const now = () => process.cpuUsage().user / 1000;
	const topics =
		'cloud,backup,keamanan siber,jaringan,wifi,ERP,laptop,CCTV,AI,data center,printer,IoT'.split(
			','
		);
	const crowd = (size: number) =>
		Array.from({ length: size }, (_, i) =>
			somebody({
				company: `c${i % Math.ceil(size / 4)}`,
				roles: [roles[i % 6]!],
				city: ['Jakarta', 'Bandung', 'Surabaya'][i % 3]!,
				offers: [topics[i % 12]!, `${topics[(i * 7) % 12]} ${i % 50}`],
				needs: [topics[(i * 5) % 12]!, `${topics[(i * 11) % 12]} ${i % 60}`],
				interests: [topics[(i * 3) % 12]!]
			})
		);

	test('600 people are all answered in well under a second', () => {
		const people = crowd(600);
		const began = now();
		const prepared = prepare(people, { roleWeights, seed: 1 });
		people.forEach((_, me) => suggest(prepared, me, { count: 5 }));
		expect(now() - began).toBeLessThan(1500);
	});

	test('one of 5,000 is answered in a blink', () => {
		const prepared = prepare(crowd(5000), { roleWeights, seed: 1 });
		const began = now();
		for (let me = 0; me < 10; me++) suggest(prepared, me, { count: 5 });
		expect((now() - began) / 10).toBeLessThan(60);
	});
});
