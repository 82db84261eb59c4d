/** Longest scan looked at, in UTF-16 units: a GS1 DataMatrix for medicines holds under 100 characters, an address some more. */
export const MAX_SCAN_LENGTH = 512;

/**
 * Most readings kept of one scan: twenty digits of lot and twenty of serial without a separator give at most about 240. With
 * more the first ones stand, all of them doubtful.
 */
export const MAX_READINGS = 256;
