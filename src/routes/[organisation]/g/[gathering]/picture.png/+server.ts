import { read } from '$app/server';
import bold from '@fontsource/plus-jakarta-sans/files/plus-jakarta-sans-latin-700-normal.woff?url';
import medium from '@fontsource/plus-jakarta-sans/files/plus-jakarta-sans-latin-500-normal.woff?url';
import { accentOf } from '#lib/colour.ts';
import { orRefuse } from '#lib/forms.ts';
import { sayRange } from '#lib/time.ts';
import { coverSvg } from '#lib/ui/pattern.ts';
import type { RequestHandler } from './$types';

const width = 1200;
const height = 630;
const band = 236;

// The last few pictures, by gathering and version: a link sent to a group is fetched by everybody's phone.
const made = new Map<string, Uint8Array<ArrayBuffer>>();

const box = (style: Record<string, unknown>, children: unknown) => ({
	type: 'div',
	props: { style: { display: 'flex', ...style }, children }
});

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

/** The picture of a gathering for link previews: its cloth, its title, its date. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	const api = locals.api;
	const key = url.searchParams.get('key') ?? undefined;
	const [gathering, organisation] = await orRefuse(url, () =>
		Promise.all([
			api.gather.gathering.find({ organisation: params.organisation, slug: params.gathering, key }),
			api.gate.organisation.find({ slug: params.organisation })
		])
	);
	const name = `${gathering.id} ${gathering.updatedAt.getTime()} ${organisation.name} ${organisation.colour}`;
	let picture = made.get(name);
	if (!picture) {
		const { day } = accentOf(organisation.colour);
		const dyes = {
			ground: '#f3ece0',
			accent: day.fill,
			soft: day.soft,
			warm: '#8a5a2b',
			warmSoft: '#ecdcc6',
			on: day.on
		};
		const when = sayRange(gathering.startsAt, gathering.endsAt, gathering.timeZone, organisation.locale);
		const where =
			gathering.mode === 'online'
				? organisation.locale === 'id' ? 'Daring' : 'Online'
				: [gathering.placeName, gathering.city].filter(Boolean).join(', ');
		const [{ default: satori }, { default: sharp }] = await Promise.all([import('satori'), import('sharp')]);
		const long = gathering.title.length > 48;
		const words = await satori(
			box({ width, height, position: 'relative', color: '#1f1b16', fontFamily: 'Jakarta' }, [
				box(
					{
						position: 'absolute',
						top: band + 36,
						left: 64,
						width: width - 128,
						fontSize: long ? 50 : 66,
						fontWeight: 700,
						lineHeight: 1.14,
						letterSpacing: -1.5
					},
					cut(gathering.title, 90)
				),
				box({ position: 'absolute', bottom: 96, left: 64, fontSize: 34, fontWeight: 700, color: day.text }, when),
				box({ position: 'absolute', bottom: 46, left: 64, fontSize: 30, fontWeight: 500 }, cut(where, 48)),
				box(
					{ position: 'absolute', bottom: 46, right: 64, fontSize: 30, fontWeight: 500, color: '#6b6258' },
					cut(organisation.name, 26)
				)
			]
			) as never,
			{
				width,
				height,
				fonts: [
					{ name: 'Jakarta', data: await read(bold).arrayBuffer(), weight: 700 },
					{ name: 'Jakarta', data: await read(medium).arrayBuffer(), weight: 500 }
				]
			}
		);
		const cloth = await sharp(Buffer.from(coverSvg(gathering.id, dyes, `xmlns="http://www.w3.org/2000/svg" width="1200" height="480"`)))
			.resize(width, band, { fit: 'cover' })
			.png()
			.toBuffer();
		const bytes = await sharp({ create: { width, height, channels: 3, background: '#fbf8f2' } })
			.composite([{ input: cloth, top: 0, left: 0 }, { input: Buffer.from(words) }])
			.png({ palette: true, quality: 90 })
			.toBuffer();
		picture = new Uint8Array(bytes);
		if (made.size >= 40) made.delete(made.keys().next().value!);
		made.set(name, picture);
	}
	return new Response(picture, {
		headers: {
			'content-type': 'image/png',
			'cache-control': gathering.audience === 'public' ? 'public, max-age=3600' : 'private, no-store'
		}
	});
};
