/** What somebody typed and has not sent: kept on this computer under their name, through reload, sign-out and a crash. */
import { useCallback, useState } from 'preact/hooks';
import { me } from './session.ts';

const PREFIX = 'vigilot-kept';

const keyOf = (name: string) => `${PREFIX}/${me().id}/${name}`;

/** What was kept under `name`, or null. */
export function kept<T>(name: string): T | null {
  const text = localStorage.getItem(keyOf(name));
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    // Written by something else: nothing that could be shown.
    return null;
  }
}

/** Keeps it; null: forgets it. Returns whether it could be kept: a browser may be out of room, or keep nothing at all. */
export function keep(name: string, value: unknown): boolean {
  try {
    if (value === null) localStorage.removeItem(keyOf(name));
    else localStorage.setItem(keyOf(name), JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Names under which something is kept for the person signed in, below `folder`. */
export function keptNames(folder: string): string[] {
  const prefix = `${keyOf(folder)}/`;
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix))
    .map((key) => `${folder}/${key.slice(prefix.length)}`)
    .toSorted();
}

/** A text as it is typed, kept with every key; sent or thrown away, it is set to `empty`. */
export function useKept(name: string, empty: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => kept<string>(name) ?? empty);
  const set = useCallback(
    (next: string) => {
      setValue(next);
      keep(name, next === empty ? null : next);
    },
    [name],
  );
  return [value, set];
}
