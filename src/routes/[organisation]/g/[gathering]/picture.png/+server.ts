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
			box(
				{
					width,
					height,
					paddingTop: band + 40,
					paddingLeft: 64,
					paddingRight: 64,
					paddingBottom: 44,
					flexDirection: 'column',
					justifyContent: 'space-between',
					color: '#1f1b16',
					fontFamily: 'Jakarta'
				},
				[
					box(
						{ fontSize: long ? 50 : 66, fontWeight: 700, lineHeight: 1.12, letterSpacing: -1.5, lineClamp: 2 },
						gathering.title
					),
					box({ flexDirection: 'column', fontSize: 32, fontWeight: 500, lineHeight: 1.4 }, [
						box({ color: day.text, fontWeight: 700 }, when),
						box({ justifyContent: 'space-between', width: '100%' }, [
							box({ maxWidth: 640, lineClamp: 1 }, where),
							box({ color: '#6b6258', maxWidth: 400, lineClamp: 1 }, organisation.name)
						])
					])
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
