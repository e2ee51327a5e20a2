import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { Home } from '../organisation/schema.ts';
import { createCompany, mergeCompany, removeCompany, updateCompany } from './commands.ts';
import { findCompany, listCompanies, offerCompanies } from './queries.ts';
import {
	CompanyChange,
	CompanyListShape,
	CompanySearch,
	CompanyShape,
	NearCompanyShape
} from './schema.ts';

const tags = ['company'];
const One = Home.extend({ companyId: z.uuid() });

export const companyProcedures = {
	list: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/companies',
			tags,
			summary: 'List companies',
			description:
				'The companies of an organisation by name, with search and filters. For whoever is known there.'
		})
		.input(Home.extend(CompanySearch.shape))
		.output(CompanyListShape)
		.handler(({ context, input }) => listCompanies(context, input)),
	near: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/companies/near',
			tags,
			summary: 'Offer companies for a name',
			description:
				'Companies whose name is the given one in another spelling ("PT Sinar Jaya", "Sinar Jaya, PT") or much like it. For whoever is known in the organisation.'
		})
		.input(Home.extend({ name: z.string().max(160) }))
		.output(z.array(NearCompanyShape))
		.handler(({ context, input }) => offerCompanies(context, input)),
	find: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/companies/{companyId}',
			tags,
			summary: 'Find a company',
			description:
				'One company, the people who work there as far as the caller may see them, and what the caller may do.'
		})
		.input(One)
		.output(CompanyShape)
		.handler(({ context, input }) => findCompany(context, input)),
	create: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/companies',
			tags,
			summary: 'Add a company',
			description:
				'Adds a company. A name that is there already, in any spelling, is refused. For organisers.'
		})
		.input(Home.extend(CompanyChange.shape).extend({ name: z.string().trim().min(1).max(160) }))
		.output(CompanyShape)
		.handler(({ context, input }) => createCompany(context, input)),
	update: write
		.route({
			method: 'PATCH',
			path: '/organisations/{organisation}/companies/{companyId}',
			tags,
			summary: 'Change a company',
			description:
				'Changes a company; what is left out stays. For organisers and the people who work there.'
		})
		.input(One.extend(CompanyChange.shape))
		.output(CompanyShape)
		.handler(({ context, input }) => updateCompany(context, input)),
	merge: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/companies/{companyId}/merge',
			tags,
			summary: 'Merge two companies',
			description:
				'Moves everybody of this company to another one, which gains its roles and brands; then this one is gone. For organisers.'
		})
		.input(One.extend({ intoCompanyId: z.uuid().describe('The company that stays.') }))
		.output(CompanyShape)
		.handler(({ context, input }) => mergeCompany(context, input)),
	remove: write
		.route({
			method: 'DELETE',
			path: '/organisations/{organisation}/companies/{companyId}',
			tags,
			summary: 'Remove a company',
			description: 'Removes a company nobody works at. For organisers.'
		})
		.input(One)
		.handler(({ context, input }) => removeCompany(context, input))
};
