import type { AccessRow } from './matrix.ts';
import { signInRows } from './sign-in.ts';

export const gateRows: Record<string, AccessRow> = { ...signInRows };
