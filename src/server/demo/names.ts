import type { Random } from './random.ts';

// Names as they are met across Indonesia; a whole name may be one word.
const mononyms = `Sugiono Suharti Slamet Wagiman Sutrisno Sumarni Paijo Ngatini Suyatno Wartini Sukarman Mulyadi
Haryanto Supriyadi Suwarno Kartini Tukiman Sulastri Bejo Winarti Sudarsono Marsudi Jumadi Rusmini Kusnadi Suparman`.split(/\s+/);

const women = `Ayu Dewi Sari Ratna Wulan Putri Intan Mega Nur Siti Rina Lestari Indah Maya Fitri Dian Citra Kartika Melati
Anggun Nadia Rani Yuni Tika Laras Vina Novita Yulia Astrid Debora Grace Felicia Natalia Aisyah Zahra Hana Amelia Bunga
Kirana Sekar Shinta Tari Utami Winda Yanti Endah Gita Hesti Ika Juwita`.split(/\s+/);

const men = `Agus Budi Andi Rizky Dimas Bayu Eko Fajar Gilang Hendra Irwan Joko Kurniawan Lukman Maulana Nugroho Oki Prasetyo
Rahmat Surya Taufik Umar Wahyu Yoga Zainal Adi Bambang Cahyo Doni Edwin Ferry Guntur Hari Ilham Jefri Krisna Leo Michael
Nanda Panji Reza Satria Teguh Vino Wawan Yusuf Arif Bagus Galih Hafiz`.split(/\s+/);

const families = `Wijaya Santoso Saputra Hidayat Setiawan Pratama Kusuma Halim Gunawan Tanuwijaya Hartono Susanto Nasution
Siregar Simanjuntak Sitorus Hutapea Panjaitan Lubis Harahap Situmorang Manurung Sihombing Tobing Pangaribuan Chaniago Koto
Tanjung Piliang Rajagukguk Lumbantoruan Rumengan Wowor Mandagi Tumbelaka Kawilarang Sumampouw Daeng Rahman Mappanyukki
Wenda Kogoya Rumbiak Latuconsina Pattiasina Tuhuteru Manuputty Sastrowardoyo Natadiningrat Kartasasmita Wiranatakusumah
Adiwijaya Djojohadikusumo Hadiningrat Suryadinata Tanoto Salim Widjaja Lim Tan Kurnia Firmansyah Maulida Permana Ramadhan
Syahputra Anggraini Rahayu Puspita Maharani Wibowo`.split(/\s+/);

const balinese = ['I Made', 'I Wayan', 'I Nyoman', 'I Ketut', 'Ni Luh', 'Ni Made', 'Ni Wayan', 'Ni Ketut'];
const balineseGiven = `Suardana Widiantara Sudiarta Artha Wirawan Darmayanti Puspitasari Sukerti Ariani Yogiswara Mahendra`.split(/\s+/);

/** A name and what its bearer is called by. No two are the same: `taken` remembers. */
export function makeName(random: Random, taken: Set<string>): { name: string; callName: string } {
	for (;;) {
		const kind = random.next();
		const given = random.chance(0.42) ? random.pick(women) : random.pick(men);
		let name: string;
		let callName = given;
		if (kind < 0.11) {
			name = callName = random.pick(mononyms);
		} else if (kind < 0.17) {
			const rank = random.pick(balinese);
			callName = random.pick(balineseGiven);
			name = `${rank} ${callName}`;
		} else if (kind < 0.27) {
			const second = random.pick(given === 'Nur' || women.includes(given) ? women : men);
			if (second === given) continue;
			name = `${given} ${second}`;
		} else if (kind < 0.45) {
			const middle = random.pick(women.includes(given) ? women : men);
			if (middle === given) continue;
			name = `${given} ${middle} ${random.pick(families)}`;
		} else {
			name = `${given} ${random.pick(families)}`;
		}
		// One in forty carries a very long name: pages must bear it.
		if (random.chance(0.025)) name = `Raden Ajeng ${name} ${random.pick(families)}`;
		if (taken.has(name)) continue;
		taken.add(name);
		return { name, callName };
	}
}
