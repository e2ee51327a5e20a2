// Whom to meet: real contacts, a generated population, sizes. A table for each.
import { join } from 'node:path';
import { benchContacts } from './part-suggest-contacts.ts';
import { benchPopulation } from './part-suggest-population.ts';
import { benchSize } from './part-suggest-size.ts';

export async function bench({ data }: { data: string | undefined }): Promise<void> {
	const parts = (process.env.SUGGEST_PARTS ?? 'contacts,population,size').split(',');
	const folder = data ?? process.env.BENCH_PEOPLE ?? join(import.meta.dirname, '../../shared/data/people');
	const tune = Boolean(process.env.SUGGEST_TUNE);
	if (parts.includes('contacts')) benchContacts(join(folder, 'conference-contacts'), { tune });
	if (parts.includes('population')) benchPopulation({ tune });
	if (parts.includes('size')) benchSize();
}
