/** Exit statuses (contract, section 3). 10 and 20 are the verdicts of `check`; everything else is shared by all commands. */
export const exit = {
  ok: 0,
  /** Something failed that the person who typed the command did not cause. */
  failure: 1,
  badInput: 2,
  /** No agent, or no portal, answers. */
  unreachable: 3,
  verify: 10,
  block: 20,
} as const;

export type ExitStatus = (typeof exit)[keyof typeof exit];
