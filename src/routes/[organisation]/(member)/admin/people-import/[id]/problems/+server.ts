import { orRefuse } from '#lib/forms.ts';
import type { RequestHandler } from './$types';

/** The rows an import leaves out, with the reasons, as a CSV to mend. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	const { fileName, text } = await orRefuse(url, () =>
		locals.api.gate.peopleImport.problems({
			organisation: params.organisation,
			importId: params.id,
			asMembers: url.searchParams.get('members') !== 'no'
		})
	);
	return new Response(text, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`
		}
	});
};
