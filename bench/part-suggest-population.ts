// A generated population with planted wishes: who would want to meet whom is decided first, from what people truly bring and
// look for; then they write it down as people do, in two languages, with abbreviations, slips, decorations and gaps.
// The ways of writing below were put down without the engine's word list at hand; `benchPopulation` says how many it knows.
import { Random } from '../src/engine/random.ts';
import { learnable, learnWeights, type Answer } from '../src/engine/suggest/learn.ts';
import { defaultRoleWeights, gini, measure, prepare, suggest, suggestEveryone, type Attendee } from '../src/engine/suggest/suggest.ts';
import { readTag } from '../src/engine/suggest/words.ts';

/** A topic: how it is written. Topics of one row of the outer list are close to each other. */
const groups: string[][][] = [
	[
		['cloud', 'komputasi awan', 'cloud computing', 'infrastruktur cloud', 'server awan', 'sewa cloud'],
		['backup', 'pencadangan data', 'data backup', 'backup & restore', 'cadangan data', 'backup server'],
		['disaster recovery', 'DRC', 'pemulihan bencana', 'DR site', 'business continuity', 'pusat pemulihan'],
		['kubernetes', 'k8s', 'container', 'kontainer', 'orkestrasi kontainer']
	],
	[
		['firewall', 'NGFW', 'next-gen firewall', 'tembok api', 'FortiGate', 'perimeter security'],
		['endpoint security', 'antivirus', 'EDR', 'anti virus kantor', 'keamanan endpoint'],
		['SOC', 'SIEM', 'security operation center', 'pemantauan keamanan 24/7', 'managed SOC'],
		['pentest', 'uji penetrasi', 'penetration testing', 'VAPT', 'ethical hacking'],
		['UU PDP', 'perlindungan data pribadi', 'data protection', 'kepatuhan PDP', 'DPO as a service']
	],
	[
		['wifi', 'Wi-Fi', 'nirkabel', 'wireless LAN', 'access point', 'hotspot hotel'],
		['SD-WAN', 'sdwan', 'SASE', 'jaringan cabang', 'WAN antar cabang'],
		['fiber optic', 'serat optik', 'FO', 'tarik kabel fiber', 'splicing FO'],
		['switch', 'router', 'switching & routing', 'perangkat jaringan', 'core switch']
	],
	[
		['ERP', 'enterprise resource planning', 'SAP', 'Odoo', 'sistem ERP pabrik'],
		['HRIS', 'payroll', 'penggajian', 'absensi online', 'software HR', 'HCM'],
		['akuntansi', 'accounting software', 'pembukuan', 'e-faktur', 'software akuntansi'],
		['CRM', 'customer relationship management', 'manajemen pelanggan', 'sales pipeline', 'Salesforce']
	],
	[
		['AI', 'kecerdasan buatan', 'machine learning', 'artificial intelligence', 'gen AI', 'LLM'],
		['big data', 'analitik data', 'business intelligence', 'dashboard BI', 'data warehouse', 'mahadata'],
		['chatbot', 'asisten virtual', 'virtual assistant', 'bot WhatsApp', 'conversational AI'],
		['OCR', 'digitalisasi dokumen', 'arsip digital', 'document management', 'DMS']
	],
	[
		['laptop', 'notebook', 'laptop kantor', 'ThinkPad', 'pengadaan laptop'],
		['printer', 'managed print', 'sewa printer', 'mesin fotokopi', 'pencetak'],
		['server', 'peladen', 'rack server', 'blade server', 'server Dell'],
		['storage', 'penyimpanan data', 'NAS', 'SAN', 'all-flash'],
		['UPS', 'catu daya', 'genset data center', 'uninterruptible power supply', 'APC']
	],
	[
		['CCTV', 'kamera pengawas', 'video surveillance', 'IP camera', 'Hikvision'],
		['access control', 'kontrol akses pintu', 'fingerprint', 'akses biometrik', 'face recognition door'],
		['IoT', 'internet of things', 'sensor', 'telemetri', 'LoRaWAN'],
		['smart building', 'gedung pintar', 'building automation', 'BAS', 'otomasi gedung']
	],
	[
		['video conference', 'konferensi video', 'ruang rapat hybrid', 'meeting room', 'Zoom Rooms'],
		['call center', 'contact center', 'pusat panggilan', 'omnichannel', 'layanan pelanggan'],
		['tanda tangan digital', 'e-sign', 'digital signature', 'tanda tangan elektronik', 'e-meterai'],
		['payment gateway', 'pembayaran digital', 'QRIS', 'pembayaran online', 'EDC']
	],
	[
		['pelatihan IT', 'training', 'sertifikasi', 'bootcamp', 'IT certification'],
		['outsourcing IT', 'alih daya', 'managed services', 'tenaga IT', 'IT outsourcing'],
		['pengembangan aplikasi', 'software house', 'custom software', 'mobile app', 'bikin aplikasi'],
		['e-katalog', 'pengadaan pemerintah', 'tender', 'LKPP', 'government procurement']
	]
];
const topics = groups.flatMap((group, at) => group.map((forms) => ({ forms, group: at })));
const decorations = ['solusi %', 'jasa %', '% untuk UKM', 'penyedia %', '% provider', 'layanan %', '% services', 'distributor %', '% murah', 'enterprise %'];
const empty = ['kerja sama', 'partnership', 'peluang bisnis', 'solusi digital', 'networking', 'teknologi', 'inovasi', 'klien baru'];
const roles = ['principal', 'distributor', 'system-integrator', 'reseller', 'customer'];
const cities = ['Jakarta', 'Bandung', 'Surabaya', 'Medan', 'Makassar', 'Semarang', 'Denpasar', 'Batam'];
const roleWeights = defaultRoleWeights(roles);

export interface Population {
	people: Attendee[];
	/** Who each would truly want to meet and be wanted by, the most worth first. */
	wishes: number[][];
	/** How much one wants the other, in log-odds. */
	wants: (a: number, b: number) => number;
}

/** Deterministic from the seed. `planted` wishes a person, at most; 0: only people, in the time of writing them down. */
export function generatePopulation(size: number, seed: number, planted = 20): Population {
	const random = new Random(seed);
	const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
	const popular = () => Math.floor(topics.length * random.unit() ** 1.4);
	const order = topics.map((_, at) => at);
	random.shuffle(order);
	const some = (most: number) => {
		const found = new Set<number>();
		const count = 1 + random.below(most);
		while (found.size < count) found.add(order[popular()]!);
		return [...found];
	};
	const truth = Array.from({ length: size }, () => ({
		company: random.below(Math.ceil(size / 3)),
		role: random.below(roles.length),
		city: random.unit() < 0.5 ? 0 : random.below(cities.length),
		supply: some(3),
		demand: some(3),
		interests: some(3),
		english: random.unit() < 0.4
	}));
	const slip = (word: string): string => {
		if (word.length < 6) return word;
		const at = 1 + random.below(word.length - 2);
		const kind = random.below(3);
		if (kind === 0) return word.slice(0, at) + word.slice(at + 1);
		if (kind === 1) return word.slice(0, at) + word[at]! + word.slice(at);
		return word.slice(0, at) + word[at + 1]! + word[at]! + word.slice(at + 2);
	};
	const write = (topic: number): string => {
		let text = pick(topics[topic]!.forms);
		if (random.unit() < 0.1) text = text.split(' ').map((word) => (random.unit() < 0.6 ? slip(word) : word)).join(' ');
		if (random.unit() < 0.3) text = pick(decorations).replace('%', text);
		return random.unit() < 0.2 ? text.toUpperCase() : text;
	};
	const list = (of: number[], missing: number): string[] => {
		if (random.unit() < missing) return [];
		const tags = of.map(write);
		if (random.unit() < 0.25) tags.push(pick(empty));
		if (random.unit() < 0.12) tags.push(write(order[popular()]!));
		const places = tags.map((_, at) => at);
		random.shuffle(places);
		return places.map((at) => tags[at]!);
	};
	const people = truth.map(
		(one): Attendee => ({
			company: random.unit() < 0.1 ? null : `c${one.company}`,
			roles: random.unit() < 0.15 ? [] : [roles[one.role]!],
			city: random.unit() < 0.2 ? null : cities[one.city]!,
			offers: list(one.supply, 0.12),
			needs: list(one.demand, 0.18),
			interests: list(one.interests, 0.4),
			brandsCarried: [],
			brandsWanted: [],
			talks: [],
			reachable: true
		})
	);
	const noise = (a: number, b: number) => {
		const drawn = new Random((seed * 31 + a * 7919 + b * 104729) | 0);
		return (drawn.unit() + drawn.unit() + drawn.unit() - 1.5) * 0.8;
	};
	const answered = (need: number, supply: number[]) => {
		let best = 0;
		for (const topic of supply) best = Math.max(best, topic === need ? 1 : topics[topic]!.group === topics[need]!.group ? 0.3 : 0);
		return best;
	};
	const content = (a: number, b: number) => {
		const mine = truth[a]!;
		const theirs = truth[b]!;
		let sum = -2.5;
		for (const need of mine.demand) sum += 2 * answered(need, theirs.supply);
		for (const supply of mine.supply) sum += 0.9 * answered(supply, theirs.demand) ** 2;
		for (const interest of mine.interests) if (theirs.interests.includes(interest)) sum += 0.3;
		return sum + 0.5 * (roleWeights[roles[mine.role]!]![roles[theirs.role]!]! - 1.5) + (mine.city === theirs.city ? 0.3 : 0);
	};
	const wants = (a: number, b: number) => content(a, b) + noise(a, b);
	const apart = (a: number, b: number) =>
		a === b || truth[a]!.company === truth[b]!.company || roleWeights[roles[truth[a]!.role]!]![roles[truth[b]!.role]!]! === 0;
	const wishes = truth.map((_, a) => {
		if (!planted) return [];
		const worth: { b: number; value: number }[] = [];
		for (let b = 0; b < size; b++) {
			if (apart(a, b)) continue;
			const value = Math.min(wants(a, b), wants(b, a));
			if (value > -0.5) worth.push({ b, value });
		}
		return worth.sort((x, y) => y.value - x.value).slice(0, planted).map(({ b }) => b);
	});
	return { people, wishes, wants };
}

const folded = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Okapi BM25 (Robertson & Zaragoza 2009; k1 1.2, b 0.75) of what one looks for on what the other brings, both ways added. */
function bm25(people: Attendee[]): (a: number) => Float64Array {
	const side = (field: 'offers' | 'needs') => {
		const docs = people.map((person) => folded(person[field].join(' ')));
		const mean = docs.reduce((sum, doc) => sum + doc.length, 0) / docs.length;
		const postings = new Map<string, [number, number][]>();
		docs.forEach((doc, index) => {
			const counts = new Map<string, number>();
			for (const word of doc) counts.set(word, (counts.get(word) ?? 0) + 1);
			for (const [word, count] of counts) {
				const list = postings.get(word) ?? [];
				postings.set(word, list);
				list.push([index, count]);
			}
		});
		return (query: string[], into: Float64Array) => {
			for (const word of new Set(query)) {
				const list = postings.get(word) ?? [];
				const idf = Math.log(1 + (people.length - list.length + 0.5) / (list.length + 0.5));
				for (const [index, count] of list)
					into[index]! += (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * docs[index]!.length) / mean));
			}
		};
	};
	const [offers, needs] = [side('offers'), side('needs')];
	return (a) => {
		const scores = new Float64Array(people.length);
		offers(folded(people[a]!.needs.join(' ')), scores);
		needs(folded(people[a]!.offers.join(' ')), scores);
		return scores;
	};
}

function tagOverlap(people: Attendee[]): (a: number) => Float64Array {
	const tidy = (list: readonly string[]) => new Set(list.map((tag) => folded(tag).join(' ')));
	const sets = people.map(({ offers, needs }) => ({ offers: tidy(offers), needs: tidy(needs) }));
	const shared = (a: Set<string>, b: Set<string>) => [...a].filter((tag) => b.has(tag)).length;
	return (a) => Float64Array.from(sets, ({ offers, needs }) => shared(sets[a]!.needs, offers) + shared(sets[a]!.offers, needs));
}

/** The best by score, never of one company; equals in an order drawn from the seed. */
function listsBy(people: Attendee[], score: (a: number) => Float64Array, count: number, seed: number): number[][] {
	const random = new Random(seed);
	const order = people.map((_, index) => index);
	return people.map((me, a) => {
		random.shuffle(order);
		const scores = score(a);
		return order
			.filter((b) => b !== a && (me.company === null || people[b]!.company !== me.company))
			.sort((x, y) => scores[y]! - scores[x]!)
			.slice(0, count);
	});
}

const precision = (lists: number[][], wishes: number[][]): number => {
	let sum = 0;
	let people = 0;
	lists.forEach((list, a) => {
		if (!wishes[a]!.length) return;
		const wanted = new Set(wishes[a]);
		sum += list.slice(0, 10).filter((b) => wanted.has(b)).length / 10;
		people++;
	});
	return sum / people;
};

/** Everybody asks down their list in turns; one accepts with the odds of wanting it while fewer than `most` are kept by both. */
function simulate(population: Population, lists: number[][], seed: number, most = 8) {
	const random = new Random(seed);
	const kept = new Int32Array(lists.length);
	const met = new Set<number>();
	const order = lists.map((_, a) => a);
	let asks = 0;
	let accepted = 0;
	for (let turn = 0; turn < 10; turn++) {
		random.shuffle(order);
		for (const a of order) {
			const b = lists[a]![turn];
			if (b === undefined || kept[a]! >= most) continue;
			const key = Math.min(a, b) * lists.length + Math.max(a, b);
			if (met.has(key)) continue;
			asks++;
			const odds = 1 / (1 + Math.exp(-population.wants(b, a)));
			if (kept[b]! >= most || random.unit() > odds) continue;
			met.add(key);
			kept[a]!++;
			kept[b]!++;
			accepted++;
		}
	}
	return { rate: accepted / asks, meetings: accepted / lists.length, without: kept.filter((count) => count === 0).length / lists.length };
}

const exposureOf = (lists: number[][]): Int32Array => {
	const counts = new Int32Array(lists.length);
	for (const list of lists) for (const b of list) counts[b]!++;
	return counts;
};

/** The weights that answers on other seeds give, beginning at nothing: what the shipped ones are rounded from. */
function tune(): void {
	const answers: Answer[] = [];
	for (const seed of [101, 102, 103]) {
		const { people, wants } = generatePopulation(800, seed);
		const prepared = prepare(people, { roleWeights, seed, exposure: 0 });
		const random = new Random(seed);
		people.forEach((_, a) => {
			const shown = suggest(prepared, a, { count: 12 }).map(({ index }) => index);
			for (let i = 0; i < 12; i++) shown.push(random.below(people.length));
			for (const b of shown) {
				if (a === b || (people[a]!.company && people[a]!.company === people[b]!.company)) continue;
				const yes = random.unit() < 1 / (1 + Math.exp(-Math.min(wants(a, b), wants(b, a))));
				answers.push({ signals: measure(prepared, a, b), outcome: yes ? 'accepted' : 'declined' });
			}
		});
	}
	const { changes } = learnWeights(answers, { looseness: 5 });
	console.log(
		`Fitted on seeds 101 to 103 (${answers.length} answers): ${changes
			.filter(({ signal }) => learnable.includes(signal) && answers.some(({ signals }) => signals[signal]))
			.map(({ signal, after, error }) => `${signal} ${after.toFixed(2)} ± ${error.toFixed(2)}`)
			.join(', ')}.`
	);
}

export function benchPopulation(options: { tune: boolean; size?: number; seeds?: number[] }): void {
	if (options.tune) tune();
	const forms = topics.flatMap(({ forms }) => forms);
	const known = forms.filter((form) => [...readTag(form).tokens.keys(), ...readTag(form).also.keys()].some((token) => token.startsWith('=')));
	console.log(`${topics.length} topics written in ${forms.length} ways, ${known.length} of which hold a word of the engine's list.`);
	const size = options.size ?? 1500;
	console.log(`Planted wishes, ${size} people; asks down lists of ten, each keeps eight meetings at most.`);
	console.log('| seed | method | P@10 | of BM25 | accepted | meetings a person | with none | Gini of exposure |\n|---|---|---|---|---|---|---|---|');
	const sums = new Map<string, number[]>();
	for (const seed of options.seeds ?? [1, 2, 3]) {
		const population = generatePopulation(size, seed);
		const { people, wishes } = population;
		const prepared = prepare(people, { roleWeights, seed, exposure: 0 });
		const free = suggestEveryone(prepared, { listLength: 10, exposure: Infinity });
		const spread = suggestEveryone(prepared, { listLength: 10, exposure: 1.5 });
		const counts = exposureOf(wishes);
		const methods: Record<string, number[][]> = {
			random: listsBy(people, () => new Float64Array(size), 10, seed),
			'most wished for (knows the truth)': listsBy(people, () => Float64Array.from(counts), 10, seed),
			'tag overlap': listsBy(people, tagOverlap(people), 10, seed),
			BM25: listsBy(people, bm25(people), 10, seed),
			'ours, without a load cap': free.lists,
			ours: spread.lists
		};
		const peer = precision(methods.BM25!, wishes);
		for (const [name, lists] of Object.entries(methods)) {
			const p10 = precision(lists, wishes);
			const { rate, meetings, without } = simulate(population, lists, seed);
			const cells = [p10, p10 / peer, rate, meetings, without, gini(exposureOf(lists))];
			sums.set(name, (sums.get(name) ?? cells.map(() => 0)).map((sum, at) => sum + cells[at]! / (options.seeds ?? [1, 2, 3]).length));
			console.log(`| ${seed} | ${name} | ${cells.map((cell) => cell.toFixed(3)).join(' | ')} |`);
		}
	}
	for (const [name, cells] of sums) console.log(`| mean | ${name} | ${cells.map((cell) => cell.toFixed(3)).join(' | ')} |`);
	const [ours, overlap, peer] = ['ours', 'tag overlap', 'BM25'].map((name) => sums.get(name)!) as [number[], number[], number[]];
	console.log(`P@10 is ${(ours[0]! / overlap[0]!).toFixed(2)} of tag overlap (aim 2) and ${(ours[0]! / peer[0]!).toFixed(2)} of BM25 (aim 1.3).\n`);
}
