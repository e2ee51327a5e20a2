import { pgSchema } from 'drizzle-orm/pg-core';

export const gate = pgSchema('gate');
