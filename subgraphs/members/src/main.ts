import { runSubgraph } from '@alliance/kit';
import { membersSubgraph } from './subgraph.js';

await runSubgraph(membersSubgraph);
