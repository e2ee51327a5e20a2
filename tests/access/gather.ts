import type { AccessRow } from './matrix.ts';

export const gatherRows: Record<string, AccessRow> = {};
