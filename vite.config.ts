import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { paraglide } from './paraglide.config.ts';
import { product } from './src/dev-product.ts';

export default defineConfig({
	plugins: [
		paraglideVitePlugin(paraglide),
		sveltekit({
			compilerOptions: { runes: true },
			adapter: adapter({ precompress: true }),
			csp: {
				// Hashes, not nonces: a page kept for a second for everybody must not repeat a nonce.
				mode: 'hash',
				directives: {
					'default-src': ['self'],
					'script-src': ['self', 'wasm-unsafe-eval'],
					'style-src': ['self', 'unsafe-inline'],
					'img-src': ['self', 'data:', 'blob:'],
					'media-src': ['self', 'blob:'],
					'object-src': ['none'],
					'base-uri': ['none'],
					'form-action': ['self'],
					'frame-ancestors': ['none']
				}
			},
			version: { pollInterval: 0 }
		}),
		product()
	]
});
