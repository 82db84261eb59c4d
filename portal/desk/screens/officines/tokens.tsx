/** Enrolment tokens for many officines at once, as a spreadsheet for whoever installs. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../../../../renderer/core/api.ts';
import { language, say } from '../../../../renderer/core/say.ts';
import { fieldError, Refused, useAct } from '../../components/act.tsx';
import { SelectField, TextField } from '../../components/fields.tsx';
import { saveFile } from '../../core/save-file.ts';
import { territoryName, tiles } from '../../core/territories.ts';

const which = ['without-workstation', 'all'] as const;

export function ManyTokens(): JSX.Element {
  const [officines, setOfficines] = useState<(typeof which)[number]>('without-workstation');
  const [territory, setTerritory] = useState('');
  const [uses, setUses] = useState('1');
  const [made, setMade] = useState(false);
  const act = useAct();
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setMade(false);
    act.run(async () => {
      const body = { officines, uses: Number(uses), ...(territory !== '' && { territory }) };
      const path = `/v1/enrolment-tokens?format=csv&language=${language.value}`;
      const text = await call<string>(path, { method: 'POST', body });
      // Spreadsheets know UTF-8 by its mark.
      saveFile(new Blob(['\ufeff', text], { type: 'text/csv' }), 'vigilot-jetons.csv');
      setMade(true);
    });
  };
  return (
    <form class="panel stack" onSubmit={submit} aria-labelledby="many-tokens">
      <h2 id="many-tokens">{say('web.tokens.title')}</h2>
      <p class="soft">{say('web.tokens.text')}</p>
      <div class="field-row">
        <SelectField
          label={say('web.tokens.which')}
          value={officines}
          onValue={(value) => setOfficines(which.find((one) => one === value) ?? 'without-workstation')}
          options={which.map((one) => [one, say(`web.tokens.which.${one}`)])}
        />
        <SelectField
          label={say('web.officines.territory')}
          value={territory}
          onValue={setTerritory}
          options={[
            ['', say('web.laggards.everywhere')],
            ...tiles.map(({ code }) => [code, territoryName(code)] as const),
          ]}
        />
        <TextField
          label={say('web.tokens.uses')}
          inputMode="numeric"
          required
          value={uses}
          onValue={setUses}
          error={fieldError(act, 'uses')}
        />
      </div>
      <Refused act={act} />
      <div class="row">
        <button type="submit" aria-disabled={act.busy ? 'true' : undefined}>
          {say('web.tokens.make')}
        </button>
        <p role="status">{made && say('web.tokens.made')}</p>
      </div>
    </form>
  );
}
