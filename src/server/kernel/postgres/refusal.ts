/** The embedded database cannot start; the message is one sentence for the operator, with the way out. */
export class PostgresRefusal extends Error {}

/** Another Gerbang that lives holds the directory. */
export class PostgresInUse extends PostgresRefusal {}
