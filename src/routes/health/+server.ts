import { product } from '#server/handover.ts';
import type { RequestHandler } from './$types';

/** For a proxy, a watch, and `gerbang doctor`: whether this is Gerbang, and whether its database answers. */
export const GET: RequestHandler = async () => {
	const database = await product()
		.kernel.database.pool.query('select 1')
		.then(
			() => true,
			() => false
		);
	return Response.json(
		{ product: 'gerbang', database },
		{ status: database ? 200 : 503, headers: { 'cache-control': 'no-store' } }
	);
};
