/** CAIP-2 ids of ledgers, as their registries give them; of bip122 half the hash of a block: the first, or a fork's first. */
export const btc = 'bip122:000000000019d6689c085ae165831e93';
export const ltc = 'bip122:12a765e31ffd4059bada1e25190f6e98';
export const bch = 'bip122:000000000000000000651ef99cb9fcbe';
export const doge = 'bip122:1a91e3dace36e2be3bf030a65679fe82';
export const dash = 'bip122:00000ffd590b1485b3caadc19b22e637';
export const zec = 'bip122:00040fe8ec8471911baa1db1266ea15d';
export const tron = 'tron:0x2b6653dc';
export const sol = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
export const dot = 'polkadot:91b171bb158e2d3848fa23a9f1c25182';
export const ksm = 'polkadot:b0a8d493285c2df73290dfb7e61f870f';
export const xmr = 'monero:418015bb9ae982a1975da7d79277c270';
export const algo = 'algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k';
