import { product } from '#server/handover.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async () => Response.json(await product().describeApi());
