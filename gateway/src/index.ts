export {
  type CompositionResult,
  guildComposer,
  type SubgraphSdl,
  type SupergraphComposer,
} from './composition/composer.js';
export { type GatewayConfig, type LauncherConfig, readGatewayConfig, readLauncherConfig } from './config.js';
export { ConfigError, type ConfigMistake } from './config/config-error.js';
export { type SubgraphAddress } from './config/subgraph-address.js';
export { type Environment } from './config/variable-reader.js';
export { type GatewayErrorCode, gatewayErrorCodes } from './errors.js';
export { createGateway, type Gateway, type GatewayParts } from './gateway.js';
