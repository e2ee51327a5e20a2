import { pgSchema } from 'drizzle-orm/pg-core';

export const connect = pgSchema('connect');
