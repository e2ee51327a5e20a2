import { product } from '#server/handover.ts';
import type { RequestHandler } from './$types';

export const fallback: RequestHandler = ({ request, locals }) => product().handleRest(request, locals.context);
