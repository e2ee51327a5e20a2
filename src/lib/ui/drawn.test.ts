import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { accentOf } from '../colour.ts';
import { coverSvg, tileSvg, type Dyes } from './pattern.ts';
import { drawQr } from './qr.ts';
import { readTags } from './tags.ts';

const { fill, soft, on } = accentOf('#0a7f5a').day;
const dyes: Dyes = {
	ground: '#f1ece2',
	accent: fill,
	soft,
	warm: '#c8862f',
	warmSoft: '#f3e6d2',
	on
};

describe('what is drawn from an id', () => {
	test('is always the same for the same id, and another for another', () => {
		fc.assert(
			fc.property(fc.uuid(), fc.uuid(), (a, b) => {
				expect(coverSvg(a)).toBe(coverSvg(a));
				expect(tileSvg(a)).toBe(tileSvg(a));
				if (a !== b) expect(coverSvg(a)).not.toBe(coverSvg(b));
			})
		);
	});

	test('stays small', () => {
		fc.assert(
			fc.property(fc.uuid(), (id) => {
				expect(coverSvg(id).length).toBeLessThan(4000);
				expect(tileSvg(id).length).toBeLessThan(1500);
			})
		);
	});

	test('lets nothing of the id into the markup', () => {
		expect(coverSvg('"><script>alert(1)</script>')).not.toContain('<script');
	});

	test('is a picture a file can be made of', async () => {
		const svg = coverSvg(
			'0199a1',
			dyes,
			'xmlns="http://www.w3.org/2000/svg" width="1200" height="480"'
		);
		const { width, height } = await sharp(Buffer.from(svg))
			.png()
			.toBuffer({ resolveWithObject: true })
			.then(({ info }) => info);
		expect([width, height]).toEqual([1200, 480]);
	});
});

// The reader would fetch its engine from a foreign host: hand it the one that is installed.
const engine = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(engine)).buffer } });

test('a drawn QR code is read back as it was written', async () => {
	const text = 'https://gerbang.example/link/9f3b1c7e2a4d4b6f8a1c0d2e';
	const { path, size } = drawQr(text);
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size * 6}" height="${size * 6}"><rect width="100%" height="100%" fill="#fff"/><path d="${path}"/></svg>`;
	const found = await readBarcodes(new Uint8Array(await sharp(Buffer.from(svg)).png().toBuffer()), {
		formats: ['QRCode']
	});
	expect(found.map((code) => code.text)).toEqual([text]);
});

test('tags are split, trimmed and kept once whatever their case', () => {
	expect(readTags(' cloud backup, Firewall ,,firewall\nserver  rak; VoIP')).toEqual([
		'cloud backup',
		'Firewall',
		'server rak',
		'VoIP'
	]);
	expect(readTags(null)).toEqual([]);
});
