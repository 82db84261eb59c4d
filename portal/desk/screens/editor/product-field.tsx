/** A product's code, found by name in the medicines database or typed; what the database does not know is only told. */
import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { cip13OfGtin } from '../../../../protocol/product.ts';
import { ApiProblem, call } from '../../../../renderer/core/api.ts';
import { code as grouped } from '../../../../renderer/core/format.ts';
import { say } from '../../../../renderer/core/say.ts';
import { TextField } from '../../components/fields.tsx';
import { gtinOf } from './form.ts';

interface Found {
  readonly gtin: string;
  readonly name: string;
  readonly presentation: string | null;
}

type Known = { readonly is: 'known'; readonly product: Found } | { readonly is: 'unknown' | 'broken' | 'unasked' };

const ASK_AFTER_MS = 250;

export function ProductField(props: {
  readonly path: string;
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly error: string | undefined;
}): JSX.Element {
  const { path, code, onCode, name, onName, error } = props;
  const list = useId();
  const [known, setKnown] = useState<Known>({ is: 'unasked' });
  const [offered, setOffered] = useState<readonly Found[]>([]);

  useEffect(() => {
    const text = code.trim();
    setKnown({ is: 'unasked' });
    if (text.length < 3) return;
    const control = new AbortController();
    const timer = setTimeout(() => {
      const gtin = gtinOf(text);
      const asked =
        gtin !== null
          ? learn(gtin, control.signal).then((answer) => {
              setKnown(answer);
              if (answer.is === 'known' && name.trim() === '') onName(fullName(answer.product));
            })
          : search(text, control.signal).then((products) => {
              setOffered(products);
              if (/^[\d\s.]+$/.test(text)) setKnown({ is: 'broken' });
            });
      // What the database says is a help; without it the code is typed and checked by the portal.
      asked.catch(() => undefined);
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [code]);

  return (
    <div class="stack-tight">
      <TextField
        label={say('web.target.code')}
        hint={say('web.hint.code')}
        path={path}
        list={list}
        code
        value={code}
        onValue={onCode}
        error={error}
      />
      <datalist id={list}>
        {offered.map((one) => (
          <option key={one.gtin} value={cip13OfGtin(one.gtin) ?? one.gtin}>
            {fullName(one)}
          </option>
        ))}
      </datalist>
      <p role="status" class="small">
        {known.is === 'known' && (
          <span class="is-allow">
            {grouped(known.product.gtin)} {fullName(known.product)}
          </span>
        )}
        {known.is === 'unknown' && <span class="is-verify">{say('web.target.code-unknown')}</span>}
        {known.is === 'broken' && error === undefined && <span class="is-block">{say('web.target.code-broken')}</span>}
      </p>
    </div>
  );
}

function fullName({ name, presentation }: Found): string {
  return [name, presentation].filter(Boolean).join(', ');
}

async function learn(gtin: string, signal: AbortSignal): Promise<Known> {
  try {
    return { is: 'known', product: await call<Found>(`/v1/products/${gtin}`, { signal }) };
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.type === 'not-found') return { is: 'unknown' };
    throw error;
  }
}

async function search(text: string, signal: AbortSignal): Promise<readonly Found[]> {
  const { products } = await call<{ products: readonly Found[] }>(
    `/v1/products?${new URLSearchParams({ search: text, limit: '20' })}`,
    { signal },
  );
  return products;
}
