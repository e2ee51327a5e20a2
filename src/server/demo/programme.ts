import type { Random } from './random.ts';

export interface DemoSession {
	key: string;
	title: string;
	abstract: string | null;
	/** Day of the summit, from 0, and minutes after midnight at the venue. */
	day: number;
	from: number;
	to: number;
	room: string | null;
	track: string | null;
	/** Indexes into the world's speakers. */
	speakers: number[];
	isService: boolean;
}

export const demoRooms = ['Ruang Utama Cendrawasih', 'Ruang Merak', 'Ruang Kasuari', 'Ruang Maleo'];
export const demoTracks = ['Bisnis Kanal', 'Keamanan', 'Awan & Data', 'Infrastruktur'];

const titles: Record<string, string[]> = {
	'Bisnis Kanal': [
		'Marjin Menipis, Layanan Menebal: Reseller yang Bertahan',
		'Registrasi Proyek tanpa Rebutan: Aturan Main yang Adil',
		'Dari Jual Putus ke Langganan: Neraca Dua Tahun',
		'Distributor di Luar Jawa: Ongkos, Stok, Kepercayaan',
		'E-katalog untuk Reseller Kecil, Langkah demi Langkah',
		'Pembiayaan Proyek: Tempo, Sewa, atau Bayar per Bulan',
		'Mitra Lapangan: Satu SLA, Dua Puluh Kota',
		'Cara Principal Memilih Distributor (dan Sebaliknya)'
	],
	Keamanan: [
		'UU PDP Setahun Kemudian: Apa yang Benar-benar Diperiksa',
		'SOC untuk Seratus Karyawan: Berapa Biayanya Sebenarnya',
		'Ransomware di Pabrik: Cerita 72 Jam',
		'Identitas Dulu, Firewall Kemudian',
		'Uji Penetrasi yang Berguna, Bukan Sekadar Laporan',
		'Menjual Keamanan tanpa Menakut-nakuti'
	],
	'Awan & Data': [
		'Cadangan Awan: Uji Pulih Setiap Jumat',
		'Memindahkan ERP Dua Puluh Tahun ke Awan',
		'Kubernetes di Kantor Cabang: Perlu atau Latah',
		'AI untuk Gudang: Tiga Proyek, Satu yang Gagal',
		'Pusat Data Lokal dan Kedaulatan Data',
		'Biaya Awan: Membaca Tagihan Bersama Pelanggan'
	],
	Infrastruktur: [
		'Wi-Fi 7 di Gedung Tua: Survei Sebelum Beli',
		'SD-WAN untuk Dua Ratus Gerai',
		'Fiber ke Desa: Pelajaran dari Sulawesi',
		'UPS, Genset, Baterai: Hitungan yang Sering Salah',
		'Pendinginan Ruang Server di Iklim Kita',
		'CCTV dan Privasi: Yang Boleh, yang Tidak'
	]
};

const abstracts = [
	'Angka dari lapangan, bukan brosur: apa yang dicoba, berapa biayanya, dan apa yang akan kami lakukan berbeda.',
	'Dibuka dengan satu kasus nyata, lalu tanya jawab. Bawa pertanyaan tersulit Anda.',
	'Untuk yang memutuskan dan yang mengerjakan. Templat dan daftar periksa dibagikan sesudahnya.',
	'Tiga mitra dari tiga kota membandingkan catatan mereka di atas panggung.'
];

/** Two days: a keynote, talks side by side in four rooms, breaks, and an hour for meetings after lunch. */
export function makeProgramme(random: Random, speakerCount: number): DemoSession[] {
	const sessions: DemoSession[] = [];
	let nextSpeaker = 0;
	const speakers = (count: number) => Array.from({ length: count }, () => nextSpeaker++ % speakerCount);
	const service = (day: number, from: number, to: number, title: string) =>
		sessions.push({ key: `${day}-${from}-service`, title, abstract: null, day, from, to, room: null, track: null, speakers: [], isService: true });
	const left = Object.fromEntries(demoTracks.map((track) => [track, random.some(titles[track]!, 9)]));
	const blocks = [
		[620, 660],
		[670, 710],
		[840, 880],
		[890, 930]
	] as const;
	for (const day of [0, 1]) {
		service(day, 480, 540, 'Pintu dibuka, kopi pagi');
		sessions.push({
			key: `${day}-keynote`,
			title: day === 0 ? 'Pembukaan: Kanal yang Saling Mengenal' : 'Pagi Kedua: Dari Kartu Nama ke Kerja Bersama',
			abstract: random.pick(abstracts),
			day,
			from: 540,
			to: 600,
			room: demoRooms[0]!,
			track: null,
			speakers: speakers(2),
			isService: false
		});
		service(day, 600, 620, 'Rehat kopi');
		for (const [from, to] of blocks) {
			demoTracks.forEach((track, index) => {
				const title = left[track]!.pop();
				if (!title) return;
				sessions.push({
					key: `${day}-${from}-${index}`,
					title,
					abstract: random.pick(abstracts),
					day,
					from,
					to,
					room: demoRooms[index]!,
					track,
					speakers: speakers(random.chance(0.3) ? 2 : 1),
					isService: false
				});
			});
		}
		service(day, 710, 780, 'Makan siang');
		service(day, 780, 840, 'Waktu bertemu: 60 meja di Lobi Timur');
		if (day === 1) service(day, 940, 990, 'Penutupan dan janji');
	}
	return sessions;
}
