import type { AccessRow } from './matrix.ts';

export const connectRows: Record<string, AccessRow> = {};
