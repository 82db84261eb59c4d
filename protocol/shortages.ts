/** What desk, portal and people mean by a declared shortage: one table for both sides. */

/** Who says that a product cannot be had: a person at the desk, the pharmacy software, or the time that passed. */
export const shortageSources = ['desk', 'software', 'automatic'] as const;
export type ShortageSource = (typeof shortageSources)[number];

/**
 * A product ordered and not supplied for this long is declared by itself, in milliseconds: 72 h (DP-Ruptures, taken up by
 * article 76 of the law of 28 February 2025 on the financing of social security).
 */
export const AUTOMATIC_AFTER_MS = 72 * 3_600_000;
