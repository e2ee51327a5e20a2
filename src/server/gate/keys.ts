/** What tables to the right may point at: the rows' keys for foreign keys, and nothing to read through. */
export { organisation } from './organisation/tables.ts';
export { person } from './person/tables.ts';
