import { product } from '#server/handover.ts';
import type { RequestHandler } from './$types';

/** Notices a stream may hold back for a reader that does not take them. */
const mostWaiting = 5000;

/** Live notices as server-sent events: ids only; who hears one asks again through the checked read. */
export const GET: RequestHandler = async ({ url, locals }) => {
	const topics = await product().liveTopics(locals.context, url.searchParams.getAll('gathering'));
	if (!topics.length) return new Response(null, { status: 204 });
	const words = new TextEncoder();
	let stop: () => void = () => {};
	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			const say = (text: string) => {
				// Who takes nothing any more comes back, and looks again then.
				if ((controller.desiredSize ?? 0) < -mostWaiting) return end();
				try {
					controller.enqueue(words.encode(text));
				} catch {
					stop();
				}
			};
			const offs = topics.map((topic) =>
				product().kernel.notices.listen(topic, (notice) => say(`data: ${JSON.stringify(notice)}\n\n`))
			);
			const end = () => {
				stop();
				controller.close();
			};
			const beat = setInterval(() => say('event: beat\ndata: {}\n\n'), 25_000);
			stop = () => {
				clearInterval(beat);
				for (const off of offs) off();
				product().endLive.delete(end);
			};
			product().endLive.add(end);
			// Not all at the same moment, where the server was away.
			say(`retry: ${500 + Math.floor(Math.random() * 2500)}\n\n`);
		},
		cancel: () => stop()
	});
	return new Response(body, {
		headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }
	});
};
