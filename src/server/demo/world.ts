import { brands, categories, cities, makeCompanyName, makeWishes, titles, type ChannelRoleKey } from './market.ts';
import { makeName } from './names.ts';
import { makeProgramme, type DemoSession } from './programme.ts';
import { Random } from './random.ts';

export interface DemoCompany {
	name: string;
	role: ChannelRoleKey;
	city: string;
	categories: string[];
	brandsCarried: string[];
	brandsWanted: string[];
}

export interface DemoPerson {
	name: string;
	callName: string;
	email: string;
	phone: string;
	title: string;
	company: number;
	city: string;
	languages: string[];
	offers: string[];
	needs: string[];
	interests: string[];
	/** What they do at the summit. */
	part: 'owner' | 'organiser' | 'speaker' | 'member' | 'guest';
}

/** A table of three to six in a cafe. `dayOffset` counts from the summit's first day. */
export interface DemoTable {
	title: string;
	place: string;
	city: string;
	zone: string;
	dayOffset: number;
	from: number;
	capacity: number;
	description: string;
	host: number;
	guests: number[];
}

/** Everything the demo summit is made of; people and companies are named by their index. */
export interface DemoWorld {
	companies: DemoCompany[];
	people: DemoPerson[];
	speakers: number[];
	sessions: DemoSession[];
	tables: DemoTable[];
	/** Pairs who are connected, or of whom the first asked the second. */
	connections: { from: number; to: number; line: string; state: 'accepted' | 'asked'; messages: string[] }[];
	/** Meetings asked for at the summit; `slot` numbers the day's slots. */
	meetings: { from: number; to: number; line: string; accepted: boolean }[];
	stars: { person: number; session: number }[];
	/** Whom people wish to meet at the summit. */
	wishes: { from: number; to: number; level: 'must_meet' | 'meet' | 'no_thanks' }[];
	interests: string[];
}

const interestList = ['bulu tangkis', 'kopi', 'bersepeda', 'fotografi', 'mendaki', 'masak', 'wayang', 'sepak bola', 'catur', 'memancing', 'startup', 'pendidikan', 'standar terbuka', 'ekspor jasa TI'];

const roles: [ChannelRoleKey, number][] = [
	['principal', 16],
	['distributor', 18],
	['system-integrator', 34],
	['reseller', 52],
	['customer', 14],
	['other', 6]
];

/** Whom each place in the channel looks for at a summit: the roles it wishes to meet, the first the most. */
const sought: Record<ChannelRoleKey, ChannelRoleKey[]> = {
	principal: ['distributor', 'distributor', 'system-integrator', 'customer'],
	distributor: ['reseller', 'system-integrator', 'principal', 'principal'],
	'system-integrator': ['distributor', 'customer', 'principal', 'reseller'],
	reseller: ['distributor', 'distributor', 'principal', 'system-integrator'],
	customer: ['system-integrator', 'system-integrator', 'reseller', 'principal'],
	other: ['principal', 'customer', 'distributor', 'reseller']
};

/**
 * What people wish of each other: most have up to six in mind, a few nobody. Some at the sought end of the channel
 * are wished for by many more than have a slot for them, as at any summit.
 */
function makeMeetingWishes(random: Random, companies: DemoCompany[], people: DemoPerson[]): DemoWorld['wishes'] {
	const roleOf = (index: number) => companies[people[index]!.company]!.role;
	const byRole = new Map<ChannelRoleKey, number[]>();
	people.forEach((_, index) => byRole.set(roleOf(index), [...(byRole.get(roleOf(index)) ?? []), index]));
	const wishes: DemoWorld['wishes'] = [];
	people.forEach((person, from) => {
		const chosen = new Set<number>();
		for (let n = random.between(0, 6); n > 0; n--) {
			const there = byRole.get(random.pick(sought[roleOf(from)]))!;
			// Every third wish goes to one of the few whom everybody knows.
			const to = random.chance(0.3) ? there[random.between(0, Math.min(9, there.length - 1))]! : random.pick(there);
			if (people[to]!.company === person.company || chosen.has(to)) continue;
			chosen.add(to);
			wishes.push({ from, to, level: random.chance(0.02) ? 'no_thanks' : random.chance(0.3) ? 'must_meet' : 'meet' });
		}
	});
	return wishes;
}

/**
 * The demo summit: 600 people in 140 companies, a two-day programme, cafe tables, ties between people. Pure, and
 * the same for the same seed, which a test holds.
 */
export function makeDemoWorld(seed: number): DemoWorld {
	const random = new Random(seed);
	const weightedCities = cities.flatMap((city) => Array.from({ length: city.weight }, () => city.name));
	const names = new Set<string>();
	const companyNames = new Set<string>();

	const companies: DemoCompany[] = [];
	for (const [role, count] of roles) {
		for (let n = 0; n < count; n++) {
			const brand = brands[companies.length];
			companies.push({
				name: role === 'principal' ? `PT ${brand} Indonesia` : makeCompanyName(random, companyNames),
				role,
				city: role === 'principal' ? 'Jakarta' : random.pick(weightedCities),
				categories: random.some(categories, role === 'principal' ? 3 : random.between(3, 6)),
				brandsCarried: role === 'principal' ? [brand!] : role === 'customer' || role === 'other' ? [] : random.some(brands, random.between(1, 4)),
				brandsWanted: role === 'distributor' || role === 'reseller' ? random.some(brands, random.between(0, 2)) : []
			});
		}
	}

	const people: DemoPerson[] = [];
	for (let n = 0; n < 600; n++) {
		const { name, callName } = makeName(random, names);
		const company = n < companies.length ? n : random.between(0, companies.length - 1);
		const at = companies[company]!;
		const { offers, needs } = makeWishes(random, at);
		people.push({
			name,
			callName,
			email: `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@demo.example`,
			phone: `+62812${String(10_000_000 + n * 7919).slice(0, 8)}`,
			title: random.pick(titles[at.role]),
			company,
			city: random.chance(0.85) ? at.city : random.pick(weightedCities),
			languages: random.chance(0.4) ? ['id', 'en'] : ['id'],
			offers,
			needs,
			interests: random.some(interestList, random.between(0, 3)),
			part: n === 0 ? 'owner' : n < 4 ? 'organiser' : n < 52 ? 'speaker' : n < 420 ? 'member' : 'guest'
		});
	}
	const speakers = people.flatMap(({ part }, index) => (part === 'speaker' ? [index] : []));
	const sessions = makeProgramme(random, speakers.length);

	const tables: DemoTable[] = [
		{ title: 'Meja Kopi: Reseller Bandung dan Distributor', place: 'Kopi Toko Djawa', city: 'Bandung', zone: 'Asia/Jakarta', dayOffset: -16, from: 15 * 60 + 30, capacity: 6, description: 'Enam kursi, satu pertanyaan: **berapa lama tempo yang wajar?** Bawa angka Anda sendiri.' },
		{ title: 'Meja Pagi: Keamanan untuk UKM', place: 'Warung Kopi Phoenam', city: 'Makassar', zone: 'Asia/Makassar', dayOffset: 12, from: 8 * 60, capacity: 6, description: 'Sarapan dan *satu kasus nyata* dari tiap orang. Tidak ada presentasi.' },
		{ title: 'Meja Sore: Fiber dan Kantor Cabang', place: 'Kedai Suroboyo', city: 'Surabaya', zone: 'Asia/Jakarta', dayOffset: 21, from: 16 * 60, capacity: 5, description: 'Untuk yang memasang, yang menjual, dan yang membayar.' }
	].map((table) => {
		const near = people.flatMap(({ city, part }, index) => (city === table.city && part !== 'guest' ? [index] : []));
		const seated = random.some(near, 5);
		return { ...table, host: seated[0] ?? 4, guests: seated.slice(1) };
	});

	const pairs = new Set<string>();
	const pair = (): [number, number] => {
		for (;;) {
			const a = random.between(0, 419);
			const b = random.between(0, 419);
			const key = `${Math.min(a, b)}-${Math.max(a, b)}`;
			if (a === b || people[a]!.company === people[b]!.company || pairs.has(key)) continue;
			pairs.add(key);
			return [a, b];
		}
	};
	const wish = (from: number, to: number) => {
		const offer = people[to]!.offers[0] ?? 'pengalaman Anda';
		return random.pick([
			`Saya sedang mencari ${offer}; boleh bicara sebentar?`,
			`Kita sama-sama di ${people[from]!.city}, semestinya sudah kenal.`,
			`Ada proyek yang memerlukan ${offer}.`,
			`Pak/Bu ${people[to]!.callName}, kami baru mulai di bidang ini dan ingin belajar.`
		]);
	};
	const talk = (to: number) =>
		random.some(
			[
				'Senang bertemu. Saya kirim daftar harga hari Senin.',
				'Terima kasih waktunya kemarin.',
				`${people[to]!.callName}, kapan ke Jakarta lagi?`,
				'Baik, kita lanjutkan setelah acara.',
				'Boleh saya kenalkan dengan rekan di Surabaya?'
			],
			random.between(0, 3)
		);
	const connections = Array.from({ length: 380 }, (_, n) => {
		const [from, to] = pair();
		return { from, to, line: wish(from, to), state: n < 320 ? ('accepted' as const) : ('asked' as const), messages: n < 320 ? talk(to) : [] };
	});
	const asking = new Map<number, number>();
	const meetings: DemoWorld['meetings'] = [];
	while (meetings.length < 160) {
		const [from, to] = pair();
		const accepted = random.chance(0.7);
		// At most five may wait for an answer.
		const waiting = asking.get(from) ?? 0;
		if (!accepted && waiting >= 4) continue;
		if (!accepted) asking.set(from, waiting + 1);
		meetings.push({ from, to, line: wish(from, to), accepted });
	}
	const starrable = sessions.flatMap(({ isService }, index) => (isService ? [] : [index]));
	const stars = people.flatMap((_, person) =>
		random.some(starrable, random.between(0, 7)).map((session) => ({ person, session }))
	);
	return {
		companies,
		people,
		speakers,
		sessions,
		tables,
		connections,
		meetings,
		stars,
		wishes: makeMeetingWishes(random, companies, people),
		interests: interestList
	};
}
