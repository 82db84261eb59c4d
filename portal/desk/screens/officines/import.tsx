/** Officines from a spreadsheet. */
import type { JSX } from 'preact';
import { say } from '../../../../renderer/core/say.ts';
import { ImportList } from '../../components/import-list.tsx';
import { hrefOf } from '../../core/router.ts';

export function ImportOfficines(): JSX.Element {
  return (
    <>
      <p>
        <a href={hrefOf('officines')}>{say('web.nav.officines')}</a>
      </p>
      <h1>{say('web.officines.import')}</h1>
      <ImportList
        path="/v1/officines/import"
        keptAs="officine-list"
        label={say('web.officines.import.label')}
        hint={say('web.officines.import.hint')}
      />
    </>
  );
}
