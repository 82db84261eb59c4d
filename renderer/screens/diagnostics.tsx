/** Diagnostics: what must be well for a recall to block, what to do where it is not, and what support needs. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DiagnosticStep, DiagnosticsAnswer } from '../../agent/hook/schemas/diagnostics.ts';
import type { StatusAnswer } from '../../agent/hook/schemas.ts';
import { Failure, Loading } from '../components/states.tsx';
import { time } from '../core/format.ts';
import { useResource } from '../core/resource.ts';
import { say, sayCount } from '../core/say.ts';
import { Settings } from './diagnostics/settings.tsx';
import { StepIcon } from './diagnostics/step-icon.tsx';
import { Steps } from './diagnostics/steps.tsx';

/** The screen « Diagnostic ». */
export function Diagnostics(_: { id: string | null }): JSX.Element {
  const { data, error, reload } = useResource<DiagnosticsAnswer>('/v1/diagnostics');
  const status = useResource<StatusAnswer>('/v1/status');
  const [running, setRunning] = useState(false);
  useEffect(() => setRunning(false), [data, error]);
  const run = () => {
    setRunning(true);
    reload();
  };
  return (
    <>
      <div class="row spread">
        <h1>{say('desk.nav.diagnostics')}</h1>
        <p class="soft">
          {status.data !== null && say('desk.diagnostics.version', { version: status.data.versions.vigilot })}
        </p>
      </div>
      <div class="panel row spread">
        <div role="status">{data !== null && <Summary {...data} />}</div>
        <button type="button" onClick={run} aria-disabled={running}>
          {say(running ? 'desk.diagnostics.running' : 'desk.diagnostics.run')}
        </button>
      </div>
      {error !== null && <Failure error={error} retry={run} />}
      {data === null && error === null && <Loading />}
      {data !== null && (
        <>
          <div class="diagnostics">
            <Steps steps={data.steps} />
            <Bundle />
          </div>
          <Settings settings={data.settings} />
        </>
      )}
    </>
  );
}

/** The worst state, in words, and when it was looked at. */
function Summary({ steps, at }: Pick<DiagnosticsAnswer, 'steps' | 'at'>): JSX.Element {
  const failed = having(steps, 'failed');
  const warning = having(steps, 'warning');
  const state = failed > 0 ? 'failed' : warning > 0 ? 'warning' : 'ok';
  return (
    <>
      <p class={`diagnostics-summary step-${state}`}>
        <StepIcon state={state} />
        {state === 'ok' && say('desk.diagnostics.all-well')}
        {failed > 0 && sayCount('desk.diagnostics.wrong', failed)}{' '}
        {warning > 0 && sayCount('desk.diagnostics.watch', warning)}
      </p>
      <p class="soft small">{say('desk.diagnostics.at', { at: time(at, { seconds: true }) })}</p>
    </>
  );
}

function having(steps: readonly DiagnosticStep[], state: DiagnosticStep['state']): number {
  return steps.filter((step) => step.state === state).length;
}

function Bundle(): JSX.Element {
  return (
    <section class="panel stack" aria-labelledby="diagnostics-bundle">
      <h2 id="diagnostics-bundle">{say('desk.diagnostics.bundle')}</h2>
      <p>{say('desk.diagnostics.bundle.holds')}</p>
      <p>{say('desk.diagnostics.bundle.holds-not')}</p>
      <p>
        <a class="button" href="/v1/support-bundle" download="">
          {say('desk.diagnostics.bundle.download')}
        </a>
      </p>
    </section>
  );
}
