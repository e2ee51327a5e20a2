import type { Random } from './random.ts';

export type ChannelRoleKey = 'principal' | 'distributor' | 'system-integrator' | 'reseller' | 'customer' | 'other';

/** Categories of the trade, as people write them. */
export const categories = [
	'cloud backup', 'disaster recovery', 'endpoint security', 'firewall', 'SD-WAN', 'Wi-Fi 7', 'structured cabling',
	'CCTV', 'access control', 'server', 'storage', 'hyperconverged infrastructure', 'data centre cooling', 'UPS',
	'fiber optic', 'IP telephony', 'video conferencing', 'interactive display', 'managed print', 'ERP', 'point of sale',
	'e-signature', 'identity management', 'SOC', 'SIEM', 'penetration testing', 'data protection (UU PDP)',
	'cloud migration', 'Kubernetes', 'software licensing', 'mobile device management', 'AI analytics', 'chatbot WhatsApp',
	'IoT agriculture', 'fleet tracking', 'smart building', 'low-code', 'e-learning', 'digital signage', 'rugged tablet'
] as const;

export const cities: { name: string; zone: string; weight: number }[] = [
	{ name: 'Jakarta', zone: 'Asia/Jakarta', weight: 34 },
	{ name: 'Surabaya', zone: 'Asia/Jakarta', weight: 13 },
	{ name: 'Bandung', zone: 'Asia/Jakarta', weight: 11 },
	{ name: 'Medan', zone: 'Asia/Jakarta', weight: 7 },
	{ name: 'Semarang', zone: 'Asia/Jakarta', weight: 6 },
	{ name: 'Yogyakarta', zone: 'Asia/Jakarta', weight: 5 },
	{ name: 'Makassar', zone: 'Asia/Makassar', weight: 6 },
	{ name: 'Denpasar', zone: 'Asia/Makassar', weight: 4 },
	{ name: 'Balikpapan', zone: 'Asia/Makassar', weight: 4 },
	{ name: 'Palembang', zone: 'Asia/Jakarta', weight: 3 },
	{ name: 'Pontianak', zone: 'Asia/Pontianak', weight: 2 },
	{ name: 'Manado', zone: 'Asia/Makassar', weight: 2 },
	{ name: 'Tangerang', zone: 'Asia/Jakarta', weight: 5 },
	{ name: 'Jayapura', zone: 'Asia/Jayapura', weight: 1 }
];

/** Invented brands of invented principals. */
export const brands = [
	'Nusacore', 'Lintaswan', 'Candiwall', 'Borobyte', 'Rinjani Storage', 'Selat Networks', 'Garuda Shield', 'Komodo Vision',
	'Anyam Cloud', 'Tenun ERP', 'Gamelan Voice', 'Merapi Power', 'Kelimutu Display', 'Batik Sign', 'Sagara Fiber', 'Wayang AI'
];

const firsts = `Sinar Mitra Karya Cipta Prima Mega Global Inti Surya Graha Bina Anugerah Cakra Dwi Tri Panca Sentra Mandiri
Berkah Maju Jaya Abadi Nusantara Samudra Bumi Langit Garda Wahana Artha Tirta`.split(/\s+/);
const lasts = `Teknologi Informatika Solusi Komputindo Data Digital Sistem Network Integrasi Elektrindo Telematika Cyber
Infotama Kreasi Persada Nusantara Mandiri Sejahtera Utama Perkasa`.split(/\s+/);

export function makeCompanyName(random: Random, taken: Set<string>): string {
	for (;;) {
		const form = random.pick(['PT', 'PT', 'PT', 'PT', 'CV', 'CV', 'UD']);
		const words = [random.pick(firsts), ...(random.chance(0.4) ? [random.pick(firsts)] : []), random.pick(lasts)];
		if (new Set(words).size < words.length) continue;
		const name = `${form} ${words.join(' ')}`;
		const key = words.join(' ');
		if (taken.has(key)) continue;
		taken.add(key);
		return name;
	}
}

export const titles: Record<ChannelRoleKey, readonly string[]> = {
	principal: ['Country Manager', 'Channel Manager', 'Partner Manager', 'Solution Architect', 'Product Manager', 'Presales Engineer'],
	distributor: ['Direktur Penjualan', 'Product Manager', 'Channel Sales Manager', 'Business Development Manager', 'Kepala Gudang', 'Presales Engineer'],
	'system-integrator': ['Direktur', 'Project Manager', 'Solution Architect', 'Network Engineer', 'Account Manager', 'Kepala Divisi Keamanan'],
	reseller: ['Pemilik', 'Pemilik', 'Direktur', 'Sales Manager', 'Account Executive', 'Teknisi Senior'],
	customer: ['Kepala TI', 'IT Manager', 'Manajer Pengadaan', 'CIO', 'Kepala Infrastruktur', 'Kepala Bagian Umum'],
	other: ['Jurnalis', 'Dosen', 'Konsultan', 'Pengurus Asosiasi', 'Analis Industri']
};

/** What somebody brings and looks for: sensible for their company's place in the channel, its categories and its city. */
export function makeWishes(
	random: Random,
	company: { role: ChannelRoleKey; categories: string[]; city: string }
): { offers: string[]; needs: string[] } {
	const own = (count: number) => random.some(company.categories, count);
	const other = (count: number) => random.some(categories.filter((c) => !company.categories.includes(c)), count);
	const elsewhere = () => random.pick(cities.filter(({ name }) => name !== company.city)).name;
	switch (company.role) {
		case 'principal':
			return {
				offers: [...own(2), random.pick(['program kanal', 'unit demo', 'sertifikasi teknis', 'dana pemasaran bersama'])],
				needs: [random.pick([`distributor di ${elsewhere()}`, 'distributor nasional', 'integrator sektor pemerintah']), random.pick([`reseller di ${elsewhere()}`, 'studi kasus pelanggan', 'mitra layanan purnajual'])]
			};
		case 'distributor':
			return {
				offers: [...own(3), random.pick(['tempo 30 hari', 'stok siap kirim', 'registrasi proyek', 'dukungan presales'])],
				needs: [random.pick([`reseller di ${elsewhere()}`, 'principal baru', 'integrator untuk proyek BUMN']), ...other(1)]
			};
		case 'system-integrator':
			return {
				offers: [...own(2), random.pick(['instalasi dan integrasi', 'layanan terkelola 24 jam', 'proyek pemerintah', 'tim bersertifikat'])],
				needs: [...other(2), random.pick(['tempo 30 hari', 'subkontraktor kabel', `mitra lapangan di ${elsewhere()}`])]
			};
		case 'reseller':
			return {
				offers: [`pelanggan UKM di ${company.city}`, ...own(1), ...(random.chance(0.5) ? [random.pick(['e-katalog', 'teknisi lapangan', 'toko fisik', 'pelanggan sekolah'])] : [])],
				needs: [...own(1), ...other(1), random.pick(['tempo 30 hari', 'unit demo', 'pelatihan teknis', 'registrasi proyek'])]
			};
		case 'customer':
			return {
				offers: [random.pick(['studi kasus', 'lokasi uji coba', 'pengalaman migrasi', 'tender tahun depan'])],
				needs: [...random.some(categories, 2), ...(random.chance(0.3) ? ['layanan terkelola 24 jam'] : [])]
			};
		case 'other':
			return { offers: [random.pick(['riset pasar', 'liputan', 'pelatihan', 'jejaring alumni'])], needs: [random.pick(['narasumber', 'data pasar', 'studi kasus'])] };
	}
}
