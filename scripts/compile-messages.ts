// Compiles messages/ to typed functions, as the build does: for type checks and tests on a fresh checkout.
import { compile } from '@inlang/paraglide-js';
import { paraglide } from '../paraglide.config.ts';

await compile(paraglide);
