import type { AccessRow } from './matrix.ts';

export const gateRows: Record<string, AccessRow> = {};
