export { intelligenceDatabase } from './persistence/intelligence-database.js';
export { addressIntelligenceSubgraph } from './subgraph.js';
