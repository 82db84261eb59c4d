/** What somebody types to search: asked once they pause, and not with every key. */
import { useEffect, useState } from 'preact/hooks';

const PAUSE_MS = 250;

/** What stands in the field, what is searched, and what changes it. */
export function useSearch(): [typed: string, wanted: string, setTyped: (text: string) => void] {
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setWanted(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, wanted, setTyped];
}
