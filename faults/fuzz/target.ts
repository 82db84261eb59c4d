/** What is fuzzed: a function that throws where a rule is broken, and returns how many strings, frames or bodies it tried. */
export interface Target {
  readonly name: string;
  readonly what: string;
  /** Pieces that the format is made of: chance alone does not find them. */
  readonly words: readonly string[];
  /** Inputs to begin with, besides those of the corpus. */
  readonly seeds: readonly Uint8Array[];
  readonly fuzz: (data: Uint8Array) => number | Promise<number>;
  readonly close?: () => Promise<void>;
}

export const seedsOf = (...texts: readonly string[]): readonly Uint8Array[] => texts.map((text) => Buffer.from(text));
