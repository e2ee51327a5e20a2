/** What stands between two facts of one line. It stays with the fact before it, so that no line begins with a dot. */
export const dot = '\u00a0· ';
