import { gatheringRows } from './gathering.ts';
import type { AccessRow } from './matrix.ts';
import { programmeRows } from './programme.ts';
import { registrationRows } from './registration.ts';

export const gatherRows: Record<string, AccessRow> = {
	...gatheringRows,
	...programmeRows,
	...registrationRows
};
