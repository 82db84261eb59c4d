/** The bilan for the authority, in each of its forms. */
import type { JSX } from 'preact';
import { say } from '../../../../renderer/core/say.ts';
import { Download } from '../../components/download.tsx';
import { may } from '../../core/session.ts';

/** `table`: of a CSV, which is one table each. */
const forms = [
  { key: 'web.report.pdf', format: 'pdf' },
  { key: 'web.report.csv', format: 'csv' },
  { key: 'web.report.quantities', format: 'csv', table: 'quantities' },
  { key: 'web.report.attempts', format: 'csv', table: 'attempts' },
  { key: 'web.report.timeline', format: 'csv', table: 'timeline' },
  { key: 'web.report.json', format: 'json' },
] as const;

export function ReportLinks({ id, reference }: { id: string; reference: string }): JSX.Element | null {
  if (!may('report.read')) return null;
  return (
    <div class="row">
      <strong>{say('web.report.title')}</strong>
      {forms.map(({ key, format, ...table }) => (
        <Download
          key={key}
          href={`/v1/bulletins/${encodeURIComponent(id)}/report?${new URLSearchParams({ format, ...table })}`}
          name={`bilan-${reference}.${format}`}
        >
          {say(key)}
        </Download>
      ))}
    </div>
  );
}
