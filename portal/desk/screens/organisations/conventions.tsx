/** The conventions that a laboratory signed, on file as they are. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Empty, Failure, Loading } from '../../../../renderer/components/states.tsx';
import { call } from '../../../../renderer/core/api.ts';
import { date } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { ConventionView } from '../../../access/conventions.ts';
import { fieldError, Refused, useAct } from '../../components/act.tsx';
import { Download } from '../../components/download.tsx';
import { TextField } from '../../components/fields.tsx';
import { Table } from '../../components/table.tsx';
import { may } from '../../core/session.ts';

export function Conventions({ organisation }: { organisation: string }): JSX.Element {
  const path = `/v1/organisations/${encodeURIComponent(organisation)}/conventions`;
  const { data, error, loading, reload } = useResource<{ conventions: readonly ConventionView[] }>(path);
  return (
    <section class="stack" aria-labelledby="conventions">
      <h2 id="conventions">{say('web.conventions.title')}</h2>
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data?.conventions.length === 0 && <Empty>{say('web.conventions.none')}</Empty>}
      {data !== null && data.conventions.length > 0 && (
        <Table
          heads={[
            say('web.conventions.signed'),
            say('web.conventions.file'),
            say('web.conventions.kept'),
            say('web.conventions.hash'),
          ]}
        >
          {data.conventions.map((one) => (
            <tr key={one.id}>
              <th scope="row">{date(one.signedOn)}</th>
              <td>
                <Download href={`${path}/${encodeURIComponent(one.id)}/file`} name={one.fileName} plain>
                  {one.fileName}
                </Download>
              </td>
              <td>
                {date(one.keptAt)} · <bdi>{one.keptBy}</bdi>
              </td>
              <td class="code small">{one.sha256}</td>
            </tr>
          ))}
        </Table>
      )}
      {may('organisations.manage') && <FileOne path={path} onFiled={reload} />}
    </section>
  );
}

function FileOne({ path, onFiled }: { path: string; onFiled: () => void }): JSX.Element {
  const [signedOn, setSignedOn] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [missing, setMissing] = useState(false);
  const place = useRef<HTMLInputElement>(null);
  const act = useAct();
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setMissing(file === null);
    if (file === null) return;
    act.run(async () => {
      const body = { signedOn, fileName: file.name, content: await base64Of(file) };
      await call(path, { method: 'POST', body });
      setSignedOn('');
      setFile(null);
      onFiled();
    });
  };
  return (
    <form class="panel stack" onSubmit={submit} aria-labelledby="file-convention">
      <h3 id="file-convention">{say('web.conventions.add')}</h3>
      <div class="field-row">
        <TextField
          label={say('web.conventions.signed')}
          type="date"
          required
          value={signedOn}
          onValue={setSignedOn}
          error={fieldError(act, 'signedOn')}
        />
        <button type="button" onClick={() => place.current?.click()}>
          {say('web.conventions.choose')}
        </button>
        <input
          ref={place}
          type="file"
          class="hidden-visually"
          tabIndex={-1}
          aria-hidden="true"
          accept="application/pdf,.pdf"
          onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
        />
        <p role="status" dir="auto">
          {file?.name ?? (missing ? say('web.conventions.missing') : '')}
        </p>
      </div>
      <Refused act={act} />
      <div class="row">
        <button type="submit" class="primary" aria-disabled={act.busy ? 'true' : undefined}>
          {say('web.conventions.add-do')}
        </button>
      </div>
    </form>
  );
}

/** What stands behind the comma of a data URL (RFC 2397). */
function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error('the file could not be read'));
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '');
    reader.readAsDataURL(file);
  });
}
