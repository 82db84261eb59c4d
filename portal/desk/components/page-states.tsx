/** A page that has nothing to show yet, or cannot: it is a page all the same, with a heading to begin from. */
import type { JSX } from 'preact';
import { Empty, Failure, Loading } from '../../../renderer/components/states.tsx';
import type { Resource } from '../../../renderer/core/resource.ts';
import { say } from '../../../renderer/core/say.ts';

/** While what the page is about is on its way, or when it does not come. */
export function PageOf<T>({ of: { error, reload } }: { of: Resource<T> }): JSX.Element {
  return (
    <>
      <h1 class="hidden-visually">{say('web.name')}</h1>
      {error === null ? <Loading /> : <Failure error={error} retry={reload} />}
    </>
  );
}

/** No page has this address. */
export function NoPage({ text }: { text?: string }): JSX.Element {
  return (
    <>
      <h1>{say('web.no-page.title')}</h1>
      <Empty>{text ?? say('web.no-page')}</Empty>
    </>
  );
}
