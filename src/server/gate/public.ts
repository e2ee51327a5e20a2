/** What gather and connect may use of gate. */
export {
	accessOrganisation,
	findStanding,
	requireStanding,
	stands,
	type Need,
	type Organisation,
	type Standing
} from './access/access.ts';
export { record } from './history/commands.ts';
export type { ChannelRole } from './organisation/tables.ts';
export {
	findAddressee,
	findAddressees,
	findContactFields,
	seenPeople,
	type Addressee,
	type ContactFields,
	type PersonLine
} from './person/queries.ts';
export { ensureCompany } from './company/commands.ts';
export {
	ensurePersonOf,
	ensurePersonWithoutAccount,
	type NewPerson
} from './person/commands.ts';
export { readName, readPhone, readTags, readWebAddress } from './person/rules.ts';
export { claimAddress, createAccount, signInAs } from './account/commands.ts';
export { issuePersonalLink, revokePersonalLinks } from './link/commands.ts';
export { keepImportedPeople, noteContact, type ImportedPerson } from './imported-person/commands.ts';
export { listErasedImportKeys } from './imported-person/queries.ts';
export { whatsAppLink } from './invitation/rules.ts';
export { giveConsent } from './privacy/commands.ts';
export { personErased } from './privacy/jobs.ts';
export { hasConsent } from './privacy/queries.ts';
export type { PersonalData } from './privacy/rules.ts';
export { ensureAddressee, ensureGuest, type Guest, type GuestInput } from './guest/commands.ts';
export { fields as listFields, readPeopleFile, writeSafeCsv } from './people-file/rules.ts';
export { keepPeople } from './people-import/commands.ts';
export { planPeople } from './people-import/queries.ts';
export { ListFile, refuseUnreadable, sayProblem } from './people-import/schema.ts';
export type { Sheet } from './people-import/tables.ts';
