export {
  type CompositionResult,
  guildComposer,
  type SubgraphSdl,
  type SupergraphComposer,
} from './composition/composer.js';
export {
  ConfigError,
  type ConfigMistake,
  type Environment,
  type GatewayConfig,
  type LauncherConfig,
  readGatewayConfig,
  readLauncherConfig,
  type SubgraphAddress,
} from './config.js';
export { type GatewayErrorCode, gatewayErrorCodes } from './errors.js';
export { createGateway, type Gateway, type GatewayParts } from './gateway.js';
