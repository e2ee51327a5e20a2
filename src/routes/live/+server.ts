import { product } from '#server/handover.ts';
import type { RequestHandler } from './$types';

/** Live notices as server-sent events: ids only; who hears one asks again through the checked read. */
export const GET: RequestHandler = async ({ url, locals }) => {
	const topics = await product().liveTopics(locals.context, url.searchParams.getAll('gathering'));
	if (!topics.length) return new Response(null, { status: 204 });
	const words = new TextEncoder();
	let stop: () => void = () => {};
	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			const say = (text: string) => {
				try {
					controller.enqueue(words.encode(text));
				} catch {
					stop();
				}
			};
			const offs = topics.map((topic) =>
				product().kernel.notices.listen(topic, (notice) => say(`data: ${JSON.stringify(notice)}\n\n`))
			);
			const beat = setInterval(() => say(': here\n\n'), 25_000);
			stop = () => {
				clearInterval(beat);
				for (const off of offs) off();
				product().endLive.delete(end);
			};
			const end = () => {
				stop();
				controller.close();
			};
			product().endLive.add(end);
			say('retry: 3000\n\n');
		},
		cancel: () => stop()
	});
	return new Response(body, {
		headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }
	});
};
