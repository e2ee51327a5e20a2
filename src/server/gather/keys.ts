/** What tables to the right may point at: the rows' keys for foreign keys, and nothing to read through. */
export { gathering } from './gathering/tables.ts';
