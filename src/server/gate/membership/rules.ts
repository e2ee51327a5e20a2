import type { Role } from './tables.ts';

/** The roles, the least first. */
export const roles: Role[] = ['member', 'organiser', 'owner'];

/** The higher of two roles. */
export const higherRole = (a: Role, b: Role): Role =>
	roles.indexOf(a) >= roles.indexOf(b) ? a : b;

/** What somebody with this role may make others: owners everything, organisers members. */
export function rolesToGive(own: Role | null): Role[] {
	if (own === 'owner') return ['member', 'organiser', 'owner'];
	return own === 'organiser' ? ['member'] : [];
}

/** Whether somebody with role `own` may take a membership of role `theirs` away; everybody may leave themselves. */
export const mayRemove = (own: Role | null, theirs: Role, isSelf: boolean): boolean =>
	isSelf || rolesToGive(own).includes(theirs);
