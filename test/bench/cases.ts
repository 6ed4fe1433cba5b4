import type { BenchCase } from './bench-case.js';
import { firstQueryCase } from './first-query-case.js';
import { importCase } from './import-case.js';
import { screeningCase } from './screening-case.js';
import { visibilityCase } from './visibility-case.js';

/** In the order in which a sample measures them: the first query meets a hub that has just started. */
export const cases: readonly BenchCase[] = [firstQueryCase, importCase, screeningCase, visibilityCase];
