/** With what msiexec ends, and what deployment tools are to make of it (learn.microsoft.com/windows/win32/msi/error-codes). */
interface ExitCode {
  /** For winget's `ReturnResponse`; null: winget knows it by itself. */
  readonly winget: 'rebootInitiated' | 'rebootRequiredToFinish' | 'installInProgress' | 'invalidParameter' | null;
  /** For Intune's return codes. */
  readonly intune: 'success' | 'softReboot' | 'hardReboot' | 'retry' | 'failed';
}

export const exitCodes: Readonly<Record<number, ExitCode>> = {
  0: { winget: null, intune: 'success' },
  1641: { winget: 'rebootInitiated', intune: 'hardReboot' },
  3010: { winget: 'rebootRequiredToFinish', intune: 'softReboot' },
  1618: { winget: 'installInProgress', intune: 'retry' },
  // Of ours: a property, a folder or a token that is refused; the log names it.
  1603: { winget: 'invalidParameter', intune: 'failed' },
};
