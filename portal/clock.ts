/** The portal's two clocks, in milliseconds: the wall for what is signed and told, the monotonic for deadlines. */
export interface Clock {
  /** Since the Unix epoch; may jump either way. */
  wall(): number;
  /** Never goes back. */
  monotonic(): number;
}

export const systemClock: Clock = { wall: () => Date.now(), monotonic: () => performance.now() };
