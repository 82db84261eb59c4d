/** The bilan for the authority, in each of its forms. */
import type { JSX } from 'preact';
import { say } from '../../../../renderer/core/say.ts';
import { may } from '../../core/session.ts';

const formats = ['pdf', 'csv', 'json'] as const;

export function ReportLinks({ id, reference }: { id: string; reference: string }): JSX.Element | null {
  if (!may('report.read')) return null;
  return (
    <p class="row">
      <strong>{say('web.report.title')}</strong>
      {formats.map((format) => (
        <a
          key={format}
          class="button"
          href={`/v1/bulletins/${encodeURIComponent(id)}/report?format=${format}`}
          download={`bilan-${reference}.${format}`}
        >
          {say(`web.report.${format}`)}
        </a>
      ))}
    </p>
  );
}
