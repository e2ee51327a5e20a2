import type { AccessRow } from './matrix.ts';
import { officeRows } from './office.ts';
import { organisationRows } from './organisation.ts';
import { signInRows } from './sign-in.ts';

export const gateRows: Record<string, AccessRow> = { ...officeRows, ...organisationRows, ...signInRows };
