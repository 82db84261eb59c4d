import type { JSX } from 'preact';
import type { DiagnosticStep } from '../../../agent/hook/schemas/diagnostics.ts';
import { say } from '../../core/say.ts';
import { typeset } from '../../core/typeset.ts';
import { StepIcon } from './step-icon.tsx';

/** Every step with what was found and what to do. */
export function Steps({ steps }: { steps: readonly DiagnosticStep[] }): JSX.Element {
  return (
    <section class="stack" aria-labelledby="diagnostics-steps">
      <h2 id="diagnostics-steps">{say('desk.diagnostics.steps')}</h2>
      <ul class="steps">
        {steps.map(({ id, state, title, finding, advice }) => (
          <li key={id} class={`step step-${state}`}>
            <p class="step-state">
              <StepIcon state={state} />
              {say(`desk.diagnostics.state.${state}`)}
            </p>
            <div class="step-text">
              <h3>{title}</h3>
              <p>{typeset(finding)}</p>
              {advice !== null && (
                <p class="step-advice">
                  <strong>{say('desk.diagnostics.advice')}</strong> {typeset(advice)}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
