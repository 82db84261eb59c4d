/** Checking a pack by scanner or keyboard: the answer fills the screen. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { NoAnswer, PackAnswer, PackProblem } from '../components/answer.tsx';
import { PackForm } from '../components/pack-form.tsx';
import { useInView } from '../core/in-view.ts';
import { isUnread } from '../core/pack-input.ts';
import { say } from '../core/say.ts';
import { takeCarriedScan, useScan } from '../core/scanner.ts';
import { History } from './check/history.tsx';
import { type Question, Questions } from './check/questions.ts';

/** Kept while other screens stand, for as long as the page lives. */
const here = new Questions();

/** The screen « Contrôler une boîte ». */
export function Check(_: { id: string | null }): JSX.Element {
  return <CheckDesk questions={here} />;
}

/** The same over given questions. */
export function CheckDesk({ questions }: { questions: Questions }): JSX.Element {
  const scanned = (scan: string) => void questions.put({ scan });
  useScan(scanned);
  useEffect(() => {
    const carried = takeCarriedScan();
    if (carried !== null) scanned(carried);
  }, []);
  const [question, ...before] = questions.all.value;
  const place = useInView<HTMLDivElement>([question?.id, question?.answer, question?.error]);
  return (
    <>
      <h1>{say('desk.nav.check')}</h1>
      <PackForm submit={say('desk.check.submit')} onPack={(input) => void questions.put(input)} />
      <div class="check">
        <div class="check-answer" ref={place}>
          <Shown question={question} again={(input) => void questions.put(input)} />
        </div>
        <History questions={before} />
      </div>
      <Spoken question={question} />
    </>
  );
}

function Shown({
  question,
  again,
}: {
  question: Question | undefined;
  again: (input: Question['input']) => void;
}): JSX.Element {
  if (question === undefined)
    return <NoAnswer title={say('desk.check.ready')}>{say('desk.check.ready.text')}</NoAnswer>;
  const { answer, error, input } = question;
  if (answer !== null) return <PackAnswer answer={answer} />;
  if (error !== null) return <PackProblem error={error} again={() => again(input)} />;
  return <NoAnswer title={say('desk.answer.waiting')} />;
}

/** For screen readers: two places that always stand, since one that appears with its text is often not read. */
function Spoken({ question }: { question: Question | undefined }): JSX.Element {
  const clears = question?.answer?.verdict === 'allow';
  const words = wordsOf(question);
  return (
    <>
      <p class="hidden-visually" role="status">
        {clears ? words : ''}
      </p>
      <p class="hidden-visually" role="alert">
        {clears ? '' : words}
      </p>
    </>
  );
}

function wordsOf(question: Question | undefined): string {
  if (question?.answer != null) return `${say(`desk.verdict.${question.answer.verdict}`)}. ${question.answer.message}`;
  if (question?.error != null) {
    const why = isUnread(question.error) ? question.error.problem.title : say('desk.answer.lost');
    return `${say('desk.verdict.verify')}. ${why}`;
  }
  return '';
}
