/**
 * Limits of a contract's execution (docs/PROTOCOL.md §9). All but the first group are consensus: they fall at the
 * same point on every machine.
 */

/** Bytes of a contract file: what a wallet downloads and a pool serves. */
export const MAX_FILE_BYTES = 256 * 1024;
/** Bytes of the compiled script (§1). */
export const MAX_SCRIPT_BYTES = 64 * 1024;
/** Bytes of model data, also of what `save` takes (§1). */
export const MAX_MODEL_BYTES = 64 * 1024;

/** Fuel for the script's own top level, when it is loaded. A machine does 200 to 500 million a second. */
export const LOAD_FUEL = 20_000_000;
/** Memory that the top level may leave behind: it is put back before each run. */
export const MAX_LOADED_BYTES = 1024 * 1024;
/** Fuel for one run of a handler. */
export const CALL_FUEL = 10_000_000;
/** What each run costs at least: the time that it takes to set up its memory. */
export const RUN_FUEL = 10_000;
/** Fuel of the runs that one item sets off; an item that needs more is refused. */
export const ITEM_FUEL = 40_000_000;
/** Fuel of the runs that a block's items may set off, so that something is left for what is due. */
export const BLOCK_ITEM_FUEL = 200_000_000;
/** Fuel of a block, loading included, after which nothing more is run: about a second. */
export const BLOCK_FUEL = 300_000_000;
/** Fuel that a call of a host function costs besides what the engine itself counts. */
export const HOST_FUEL = { transfer: 15_000, balance: 10_000, wake: 1_000, save: 5_000 } as const;
/** Transfers of one run; the next one ends it. */
export const MAX_RUN_TRANSFERS = 500;
