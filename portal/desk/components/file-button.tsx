/** A button that asks for a file and gives it as text, in whichever encoding a spreadsheet wrote it. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { say } from '../../../renderer/core/say.ts';
import { decodeText } from '../core/decode.ts';

interface Props {
  readonly label: string;
  /** Refused above it, in words. */
  readonly mostBytes: number;
  readonly onText: (text: string) => void;
}

const MEGABYTE = 1024 * 1024;

/** The button, and beside it which file was read, or why not. */
export function FileButton({ label, mostBytes, onText }: Props): JSX.Element {
  const file = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState<string | null>(null);
  const take = async (chosen: File) => {
    if (chosen.size > mostBytes) {
      setSaid(say('web.file.large', { name: chosen.name, limit: mostBytes / MEGABYTE }));
      return;
    }
    const { text, encoding } = decodeText(new Uint8Array(await chosen.arrayBuffer()));
    setSaid(say('web.file.read', { name: chosen.name, encoding: encoding.toUpperCase() }));
    onText(text);
  };
  return (
    <>
      <button type="button" onClick={() => file.current?.click()}>
        {label}
      </button>
      <input
        ref={file}
        type="file"
        class="hidden-visually"
        tabIndex={-1}
        aria-hidden="true"
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? [];
          if (chosen !== undefined) take(chosen);
          // So that the same file, corrected, can be chosen again.
          event.currentTarget.value = '';
        }}
      />
      {said !== null && (
        <p role="status" class="soft">
          {said}
        </p>
      )}
    </>
  );
}
