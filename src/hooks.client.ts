import { overwriteGetLocale } from '#lib/paraglide/runtime.js';

// The server chose the language of this page; the browser must not choose another.
overwriteGetLocale(() => (document.documentElement.lang === 'en' ? 'en' : 'id'));
