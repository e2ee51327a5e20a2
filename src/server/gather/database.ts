import { pgSchema } from 'drizzle-orm/pg-core';

export const gather = pgSchema('gather');
