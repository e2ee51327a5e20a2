import { defineConfig } from 'drizzle-kit';

export default defineConfig({
	dialect: 'postgresql',
	schema: ['./src/server/**/tables.ts', './src/server/{gate,gather,connect}/database.ts'],
	out: './migrations',
	schemaFilter: ['kernel', 'gate', 'gather', 'connect']
});
