/** Names that preload, main and the launcher of tests agree on. Apart from the schemas, which preload need not carry. */

/** The origin that the pages come from. */
export const WINDOW_ORIGIN = 'app://shardkeep';

/** Channels between preload and main. */
export const CHANNELS = {
  call: 'shell:call',
  state: 'shell:state',
  connect: 'host:connect',
  /** In both directions. */
  frame: 'host:frame',
} as const;
