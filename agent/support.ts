/** What helps where something is not well: diagnostics and the support bundle, from the same rooms. */
import type { Language } from '../protocol/messages/index.ts';
import { type DiagnosticsSources, runDiagnostics } from './diagnostics.ts';
import type { DiagnosticsAnswer } from './hook/schemas/diagnostics.ts';
import type { StatusAnswer } from './hook/schemas.ts';
import { type BundleSources, type SupportBundle, supportBundle } from './support-bundle.ts';

export interface SupportOptions {
  /** Asked for once a run: ports and files are known only once the hook stands. */
  readonly diagnostics: () => DiagnosticsSources;
  readonly bundle: Omit<BundleSources, 'diagnostics'>;
}

export class Support {
  readonly #options: SupportOptions;

  constructor(options: SupportOptions) {
    this.#options = options;
  }

  /** Looks at everything now. */
  diagnostics(language: Language): Promise<DiagnosticsAnswer> {
    return runDiagnostics(this.#options.diagnostics(), language);
  }

  /** A zip for support; `status` is the hook's. */
  bundle(status: () => StatusAnswer, language: Language): Promise<SupportBundle> {
    const diagnostics = (language: Language) => this.diagnostics(language);
    return supportBundle({ ...this.#options.bundle, diagnostics }, status, language);
  }
}
