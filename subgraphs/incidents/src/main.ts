import { runSubgraph } from '@alliance/kit';
import { incidentsSubgraph } from './subgraph.js';

await runSubgraph(incidentsSubgraph);
