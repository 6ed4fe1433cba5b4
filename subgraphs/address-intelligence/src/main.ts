import { runSubgraph } from '@alliance/kit';
import { addressIntelligenceSubgraph } from './subgraph.js';

await runSubgraph(addressIntelligenceSubgraph);
