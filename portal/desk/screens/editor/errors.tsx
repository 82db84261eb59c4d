/** What was refused, at its field and in a list above the form, whose entries lead there. */
import type { JSX, RefObject } from 'preact';
import type { ProblemDocument } from '../../../../protocol/problem-document.ts';
import { say, sayCount } from '../../../../renderer/core/say.ts';
import type { BulletinForm, Fault } from './form.ts';
import type { LotReading } from './lot-list.ts';

/** By path, as the portal names fields. */
export type FieldErrors = ReadonlyMap<string, string>;
export const noErrors: FieldErrors = new Map();

type Read = ReadonlyMap<number, { readonly lots: LotReading; readonly except: LotReading }>;

/** The errors of what was found here, or of the portal's refusal. */
export function reportOf(faults: readonly Fault[]): FieldErrors;
export function reportOf(problem: ProblemDocument, read: Read, form: BulletinForm): FieldErrors;
export function reportOf(found: readonly Fault[] | ProblemDocument, read?: Read, form?: BulletinForm): FieldErrors {
  if ('type' in found) {
    const text = [found.title, found.expected].filter(Boolean).join(' ');
    const path = found.field ?? '';
    const line = read === undefined || form === undefined ? null : lineOf(path, read, form);
    return new Map([[path, line === null ? text : say('web.fault.at-line', { line, text })]]);
  }
  return new Map(found.map(({ path, key }) => [path, say(key)]));
}

/** The line of a target's list that a path such as `recall.targets[0].lots[3].expiry` is about. */
function lineOf(path: string, read: Read, form: BulletinForm): number | null {
  const [, target, list, index] = /^\w+\.targets\[(\d+)\]\.(lots|except)\[(\d+)\]/.exec(path) ?? [];
  const key = form.targets[Number(target)]?.key;
  const reading = key === undefined ? undefined : read.get(key);
  if (reading === undefined || (list !== 'lots' && list !== 'except')) return null;
  return reading[list].lots[Number(index)]?.line ?? null;
}

/** The error of the field at `path`, or of something inside it. */
export function errorAt(errors: FieldErrors, path: string): string | undefined {
  for (const [at, text] of errors)
    if (at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`)) return text;
  return undefined;
}

/** Takes the focus when something was refused. */
export function ErrorSummary(props: { errors: FieldErrors; place: RefObject<HTMLDivElement | null> }): JSX.Element {
  const { errors, place } = props;
  return (
    <div ref={place} tabIndex={-1} class={errors.size > 0 ? 'failure' : undefined}>
      {errors.size > 0 && (
        <>
          <h2>{sayCount('web.editor.errors', errors.size)}</h2>
          <ul>
            {[...errors].map(([path, text]) => (
              <li key={path}>
                <button type="button" class="link" onClick={() => fieldAt(path)?.focus()}>
                  {named(path, text)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** The field that has the longest beginning of the path; fields stand in the page before anything is refused. */
function fieldAt(path: string): HTMLElement | undefined {
  const [best] = [...document.querySelectorAll<HTMLElement>('[data-path]')]
    .filter(({ dataset }) => dataset.path !== undefined && path.startsWith(dataset.path))
    .sort((a, b) => (b.dataset.path?.length ?? 0) - (a.dataset.path?.length ?? 0));
  return best;
}

/** With the label of its field: ten times “to be filled in” says nothing. */
function named(path: string, text: string): string {
  const field = fieldAt(path);
  const label = field !== undefined && 'labels' in field ? (field as HTMLInputElement).labels?.[0]?.textContent : null;
  return label ? say('web.fault.named', { label, text }) : text;
}
