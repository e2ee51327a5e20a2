import { z } from 'zod';
import { Email } from '../account/schema.ts';
import { NewOrganisation } from '../organisation/schema.ts';

export const Link = z
	.string()
	.max(100)
	.nullish()
	.describe('The token of the owner link the server printed; not needed by an owner of an organisation here.');

export const SetupShape = z.object({
	may: z.boolean().describe('Whether the caller may make an organisation, with this link or as they are signed in.'),
	isFirst: z.boolean().describe('Whether nobody owns an organisation here yet (the demo does not count).'),
	by: z.enum(['link', 'owner']).nullable(),
	owner: z.object({ name: z.string(), email: z.string() }).nullable().describe('What is known of a signed-in owner.')
});

export const NewSetup = NewOrganisation.extend({
	link: Link,
	ownerName: z.string().trim().min(1).max(120).describe('Your name, as people say it; one word is fine.'),
	ownerEmail: Email
});
