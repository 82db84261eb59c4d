/** Where the editor begins: nothing, another bulletin, the open revision, or what was typed here before. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { BulletinView } from '../../../workflow/bulletins.ts';
import { NoPage, PageOf } from '../../components/page-states.tsx';
import { replace } from '../../core/router.ts';
import { me } from '../../core/session.ts';
import { openRevision } from '../bulletin/actions.tsx';
import { pathOf } from '../bulletin/path.ts';
import { Editor } from './editor.tsx';
import { emptyForm, formOf } from './form.ts';
import { keptForm, nameOf } from './kept-form.ts';

/** A new bulletin; `from`: a copy of that one. */
export function NewPage({ query }: { query: URLSearchParams }): JSX.Element {
  const kind = query.get('kind') === 'alert' ? 'alert' : 'recall';
  const from = query.get('from');
  const asked = query.get('kept');
  const id = useMemo(() => asked ?? Date.now().toString(36), [asked]);
  // So that a reload finds what is typed here.
  useEffect(() => {
    if (asked === null) replace('bulletin', 'new', { ...Object.fromEntries(query), kept: id });
  }, [asked]);
  const name = nameOf(id, 'new');
  const before = useMemo(() => keptForm(name), [name]);
  const source = useResource<BulletinView>(from === null || before !== null ? null : pathOf(from, null));
  const form = useMemo(() => {
    if (before !== null) return before.form;
    if (from === null) return emptyForm(kind, me().organisation?.name ?? '', me().email);
    if (source.data === null) return null;
    const copied = formOf(source.data);
    return { ...copied, reference: '', drill: query.get('drill') === 'yes' || copied.drill };
  }, [before, source.data]);
  if (form === null) return <PageOf of={source} />;
  return <Editor key={id} name={name} purpose={{ act: 'create' }} initial={form} recovered={before?.at ?? null} />;
}

/** `edit`: the open revision; `revise`: a new one that replaces what is in force. */
export function ChangePage({ id, act }: { id: string; act: 'edit' | 'revise' }): JSX.Element {
  const head = useResource<BulletinView>(pathOf(id, null));
  const [first, setFirst] = useState<BulletinView | null>(null);
  const open = head.data === null ? null : openRevision(head.data);
  const other = act === 'edit' && open !== null && head.data !== null && open.revision !== head.data.revision;
  const body = useResource<BulletinView>(other ? pathOf(id, String(open.revision)) : null);
  const loaded = other ? body.data : head.data;
  // What somebody else does meanwhile must not change what stands under the cursor; saving tells.
  useEffect(() => {
    if (first === null && loaded !== null) setFirst(loaded);
  }, [loaded]);
  const name = nameOf(id, act);
  const before = useMemo(() => keptForm(name), [name]);
  if (first === null) return <PageOf of={head.data === null ? head : body} />;
  if (act === 'edit' && (open === null || open.lift)) return <NoPage text={say('web.editor.nothing-open')} />;
  const stands = act === 'edit' ? first.revision : first.revision + 1;
  return (
    <Editor
      name={name}
      purpose={{ act, bulletin: first, published: head.data, revision: stands }}
      initial={before?.form ?? formOf(first)}
      recovered={before?.at ?? null}
    />
  );
}
