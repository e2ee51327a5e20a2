/** Draws `static/`'s icons from the gate: `node scripts/draw-icons.ts`. Run it again only when the sign changes. */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const half = 'M14 1 10 7V14H6V22H2V30H14Z';
const gate = (left: string, right: string) =>
	`<path fill="${left}" d="${half}"/><path fill="${right}" transform="matrix(-1 0 0 1 32 0)" d="${half}"/>`;

const favicon =
	'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
	'<style>.l{fill:#2c3f8f}.r{fill:#c8862f}@media (prefers-color-scheme:dark){.l{fill:#9db0f5}.r{fill:#d9943d}}</style>' +
	`<path class="l" d="${half}"/><path class="r" transform="matrix(-1 0 0 1 32 0)" d="${half}"/></svg>\n`;

/** The gate on indigo; `room` is the part of the side left free around it. */
const tile = (room: number) => {
	const edge = (32 * room) / (1 - 2 * room);
	const side = 32 + 2 * edge;
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-edge} ${-edge} ${side} ${side}"><rect x="${-edge}" y="${-edge}" width="${side}" height="${side}" fill="#2c3f8f"/>${gate('#faf7f1', '#d9943d')}</svg>`;
};

const draw = (file: string, size: number, room: number) =>
	sharp(Buffer.from(tile(room)), { density: 72 * (size / 32) })
		.resize(size, size)
		.png({ compressionLevel: 9, palette: true })
		.toFile(`static/${file}`);

await writeFile('static/icon.svg', favicon);
await draw('icon-192.png', 192, 0.17);
await draw('icon-512.png', 512, 0.17);
// Launchers cut a maskable icon down to a circle of four fifths of its side.
await draw('icon-maskable.png', 512, 0.24);
await draw('apple-touch-icon.png', 180, 0.18);
