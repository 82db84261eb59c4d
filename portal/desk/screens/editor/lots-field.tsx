/** A list of lots as text: typed, pasted from a spreadsheet, or from a file; what cannot be read is told at its line. */
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { number, say, sayCount } from '../../../../renderer/core/say.ts';
import { TextArea } from '../../components/fields.tsx';
import { FileButton } from '../../components/file-button.tsx';
import type { LineFault, LotReading } from './lot-list.ts';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly path: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly reading: LotReading | undefined;
  readonly error: string | undefined;
  readonly rows?: number;
}

/** More would be read by nobody; what stands first is mended first. */
const FAULTS_SHOWN = 20;
/** Ten thousand lots with dates and room to spare. */
const FILE_BYTES = 4 * 1024 * 1024;

export function LotsField({ label, hint, path, value, onValue, reading, error, rows = 8 }: Props): JSX.Element {
  const area = useRef<HTMLTextAreaElement>(null);
  return (
    <div class="stack-tight">
      <TextArea
        label={label}
        hint={hint}
        path={path}
        rows={rows}
        code
        value={value}
        onValue={onValue}
        error={error}
        areaRef={area}
      />
      <div class="row">
        <FileButton
          label={say('web.lots.import')}
          mostBytes={FILE_BYTES}
          // Behind what stands there: a file must not make a list go away.
          onText={(text) => onValue(value.trim() === '' ? text : `${value.trimEnd()}\n${text}`)}
        />
        <p role="status" class="soft">
          {reading !== undefined && value.trim() !== '' && summary(reading)}
        </p>
      </div>
      {reading !== undefined && reading.faults.length > 0 && (
        <Faults faults={reading.faults} text={value} area={area} />
      )}
    </div>
  );
}

function summary({ lots, faults, repeated }: LotReading): string {
  return [
    sayCount('web.lots.read', lots.length),
    repeated > 0 && sayCount('web.lots.repeated', repeated),
    faults.length > 0 && sayCount('web.lots.faults', faults.length),
  ]
    .filter(Boolean)
    .join(' · ');
}

function Faults(props: {
  faults: readonly LineFault[];
  text: string;
  area: { readonly current: HTMLTextAreaElement | null };
}): JSX.Element {
  const { faults, text, area } = props;
  const go = (line: number) => {
    const lines = text.split(/\r\n|\r|\n/);
    const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const field = area.current;
    if (field === null) return;
    field.focus();
    field.setSelectionRange(from, from + (lines[line - 1] ?? '').length);
    // A selection far below is not scrolled to by itself.
    field.scrollTop = (field.scrollHeight / Math.max(1, lines.length)) * (line - 3);
  };
  return (
    <div class="failure">
      <ul class="line-faults">
        {faults.slice(0, FAULTS_SHOWN).map(({ line, text: shown, why }) => (
          <li key={line}>
            <button type="button" class="link" onClick={() => go(line)}>
              {say('web.lots.line', { n: number(line) })}
            </button>{' '}
            <bdi class="code">{shown.slice(0, 60)}</bdi> {say(`web.lots.why.${why}`)}
          </li>
        ))}
      </ul>
      {faults.length > FAULTS_SHOWN && <p>{sayCount('web.lots.more', faults.length - FAULTS_SHOWN)}</p>}
    </div>
  );
}
