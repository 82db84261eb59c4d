/** A pack scanned while the pop-up stands: its verdict is said, and nothing is acknowledged by it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CheckAnswer } from '../../agent/hook/schemas.ts';
import { VerdictMark } from '../components/verdict.tsx';
import { call } from '../core/api.ts';
import { say } from '../core/say.ts';
import { useScan } from '../core/scanner.ts';

/** One line, empty until something is scanned. */
export function Scanned(): JSX.Element {
  const [answer, setAnswer] = useState<CheckAnswer | Error | null>(null);
  useScan((scan) => {
    call<CheckAnswer>('/v1/checks', { method: 'POST', body: { scan, terminal: 'desk' } }).then(
      setAnswer,
      (error: unknown) => setAnswer(error instanceof Error ? error : new Error(String(error))),
    );
  }, 'over');
  return (
    <div class="popup-scanned" role="status">
      {answer instanceof Error && (
        <p>
          <VerdictMark verdict="verify" /> {say('desk.popup.scan-failed')}. {answer.message}
        </p>
      )}
      {answer !== null && !(answer instanceof Error) && (
        <p>
          {say('desk.popup.scan')} <VerdictMark verdict={answer.verdict} /> {answer.message}
        </p>
      )}
    </div>
  );
}
