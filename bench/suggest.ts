// `npm run bench suggest` (or `npm run bench:engine suggest`): whom to meet, beside baselines in the same run.
// `SUGGEST_PARTS=contacts,population,size` for some of it; `SUGGEST_TUNE=1` fits the shipped weights anew (on training data
// alone) and prints them. Real contacts are looked for in ../shared/data/people beside the project, or where `BENCH_PEOPLE` says.
import { bench } from './part-suggest.ts';

await bench({ data: undefined });
