/** What a laboratory exploits: holders of the medicines database, and products by code; said anew as a whole. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiProblem, call } from '../../../../renderer/core/api.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say, sayCount } from '../../../../renderer/core/say.ts';
import type { OrganisationView } from '../../../access/organisations.ts';
import type { LaboratoryBody } from '../../../shortages/laboratories.ts';
import { Refused, useAct } from '../../components/act.tsx';
import { TextArea } from '../../components/fields.tsx';
import { FileButton } from '../../components/file-button.tsx';
import { PageOf } from '../../components/page-states.tsx';
import { hrefOf } from '../../core/router.ts';
import { linesOf, productLine, readProducts } from './product-lines.ts';

const MOST_BYTES = 512 * 1024;

export function ProductsPage({ organisation }: { organisation: string }): JSX.Element {
  const own = `/v1/organisations/${encodeURIComponent(organisation)}`;
  const laboratory = useResource<OrganisationView>(own);
  const products = useResource<LaboratoryBody>(`${own}/products`);
  if (laboratory.data === null) return <PageOf of={laboratory} />;
  if (products.data === null) return <PageOf of={products} />;
  return (
    <>
      <p>
        <a href={hrefOf('organisations', organisation)} dir="auto">
          {laboratory.data.name}
        </a>
      </p>
      <h1>{say('web.products.title')}</h1>
      <p class="soft">{say('web.products.text')}</p>
      <Form path={`${own}/products`} before={products.data} />
    </>
  );
}

function Form({ path, before }: { path: string; before: LaboratoryBody }): JSX.Element {
  const [holders, setHolders] = useState('');
  const [products, setProducts] = useState('');
  const [wrong, setWrong] = useState<number | null>(null);
  const [saved, setSaved] = useState<number | null>(null);
  const act = useAct();
  useEffect(() => {
    setHolders(before.holders.join('\n'));
    setProducts(before.products.map(productLine).join('\n'));
  }, [before]);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const read = readProducts(products);
    setWrong(read.wrong);
    setSaved(null);
    if (read.wrong !== null) return;
    act.run(async () => {
      const body = { holders: linesOf(holders), products: read.products };
      const made = await call<LaboratoryBody>(path, { method: 'PUT', body });
      setSaved(made.products.length);
    });
  };
  const refused = (list: string) => refusedLine(act.error, list);
  return (
    <form class="panel stack" onSubmit={submit}>
      <TextArea
        label={say('web.products.holders')}
        hint={say('web.products.holders-hint')}
        rows={5}
        value={holders}
        onValue={setHolders}
        error={refused('holders')}
      />
      <TextArea
        label={say('web.products.codes')}
        hint={say('web.products.codes-hint')}
        rows={12}
        code
        value={products}
        onValue={setProducts}
        error={wrong === null ? refused('products') : say('web.products.wrong', { line: wrong })}
      />
      <div class="row">
        <FileButton label={say('web.products.file')} mostBytes={MOST_BYTES} onText={setProducts} />
      </div>
      <Refused act={act} />
      <div class="row">
        <button type="submit" class="primary" aria-disabled={act.busy ? 'true' : undefined}>
          {say('web.save')}
        </button>
        <p role="status">{saved !== null && sayCount('web.products.saved', saved)}</p>
      </div>
    </form>
  );
}

/** What was refused of a list, with its entry's number. */
function refusedLine(error: Error | null, list: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const index = new RegExp(`^${list}\\[(\\d+)\\]`).exec(error.problem.field ?? '')?.[1];
  return index === undefined ? undefined : say('web.products.entry', { n: Number(index) + 1, why: error.message });
}
