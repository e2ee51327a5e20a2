/** How long a sign-in lasts after its last use, in days. */
export const signInDays = 90;

/** Name of the cookie that holds the sign-in's token; browsers refuse `__Host-` cookies over plain HTTP. */
export const signInCookie = (origin: string): string =>
	origin.startsWith('https:') ? '__Host-gerbang-sign-in' : 'gerbang-sign-in';
