/** With what msiexec ends, and what deployment tools are to make of it (learn.microsoft.com/windows/win32/msi/error-codes). */
interface ExitCode {
  /** For winget's `ReturnResponse`; null: winget shows the number, which says all there is. */
  readonly winget: 'rebootInitiated' | 'rebootRequiredToFinish' | 'installInProgress' | null;
  /** For Intune's return codes. */
  readonly intune: 'success' | 'softReboot' | 'hardReboot' | 'retry' | 'failed';
}

export const exitCodes: Readonly<Record<number, ExitCode>> = {
  0: { winget: null, intune: 'success' },
  1641: { winget: 'rebootInitiated', intune: 'hardReboot' },
  3010: { winget: 'rebootRequiredToFinish', intune: 'softReboot' },
  1618: { winget: 'installInProgress', intune: 'retry' },
  // A property, a folder or a token that is refused, or whatever else went wrong: the log names it.
  1603: { winget: null, intune: 'failed' },
};
