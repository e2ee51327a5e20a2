import { error } from '@sveltejs/kit';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ parent }) => {
	const { gathering } = await parent();
	if (!gathering.can.manage) error(404);
};
