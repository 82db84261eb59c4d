import type { JSX } from 'preact';
import type { DiagnosticsAnswer } from '../../../agent/hook/schemas/diagnostics.ts';
import { type DeskKey, isDeskKey, say } from '../../core/say.ts';

/** The words of a source; of one that this page does not know, the agent's own name. */
function sourceWords(source: string): string {
  const key = `desk.diagnostics.source.${source}`;
  return isDeskKey(key) ? say(key as DeskKey) : source;
}

/** Each setting with its value and where that came from. */
export function Settings({ settings }: { settings: DiagnosticsAnswer['settings'] }): JSX.Element {
  return (
    <section class="stack" aria-labelledby="diagnostics-settings">
      <h2 id="diagnostics-settings">{say('desk.diagnostics.settings')}</h2>
      <p class="soft">{say('desk.diagnostics.settings.text')}</p>
      <div class="table-frame">
        <table aria-labelledby="diagnostics-settings">
          <thead>
            <tr>
              <th scope="col">{say('desk.diagnostics.setting.name')}</th>
              <th scope="col">{say('desk.diagnostics.setting.value')}</th>
              <th scope="col">{say('desk.diagnostics.setting.source')}</th>
            </tr>
          </thead>
          <tbody>
            {settings.map(({ name, value, source, where }) => (
              <tr key={name} class={source === 'default' ? 'soft' : ''}>
                <th scope="row" class="setting-name">
                  <code>{name}</code>
                </th>
                <td>
                  <code>{value}</code>
                </td>
                <td>
                  {sourceWords(source)}
                  {where !== '' && (
                    <>
                      {' '}
                      <code class="small">{where}</code>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
