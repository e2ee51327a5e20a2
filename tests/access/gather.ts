import type { AccessRow } from './matrix.ts';
import { programmeRows } from './programme.ts';

export const gatherRows: Record<string, AccessRow> = {
	...programmeRows
};
