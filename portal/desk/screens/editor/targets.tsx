/** Which packs are aimed at: product by product, every kind of target that the contract knows. */
import type { JSX } from 'preact';
import { say } from '../../../../renderer/core/say.ts';
import { Choice, TextArea, TextField } from '../../components/fields.tsx';
import { errorAt } from './errors.tsx';
import { emptyTarget, type TargetForm } from './form.ts';
import { ListImport } from './list-import.tsx';
import type { LotReading } from './lot-list.ts';
import { LotsField } from './lots-field.tsx';
import { ProductField } from './product-field.tsx';
import type { SectionProps } from './sections.tsx';

type Read = ReadonlyMap<number, { readonly lots: LotReading; readonly except: LotReading }>;

export function TargetList({ form, set, errors, read }: SectionProps & { read: Read }): JSX.Element {
  const { targets, kind } = form;
  const change = (key: number, fields: Partial<TargetForm>) =>
    set({ targets: targets.map((one) => (one.key === key ? { ...one, ...fields } : one)) });
  return (
    <section class="panel stack" aria-labelledby="targets">
      <h2 id="targets">{say('web.bulletin.targets')}</h2>
      {kind === 'alert' && <p class="soft">{say('web.targets.alert')}</p>}
      {errorAt(errors, 'recall.targets') !== undefined && targets.length === 0 && (
        <p class="field-error" role="alert">
          {say('web.targets.none')}
        </p>
      )}
      <ListImport form={form} set={set} />
      {targets.map((target, index) => (
        <Target
          key={target.key}
          target={target}
          path={`${kind}.targets[${index}]`}
          number={index + 1}
          errors={errors}
          read={read.get(target.key)}
          onChange={(fields) => change(target.key, fields)}
          onRemove={() => set({ targets: targets.filter(({ key }) => key !== target.key) })}
        />
      ))}
      <div class="row">
        <button type="button" onClick={() => set({ targets: [...targets, emptyTarget()] })}>
          {say('web.targets.add')}
        </button>
      </div>
    </section>
  );
}

interface TargetProps {
  readonly target: TargetForm;
  readonly path: string;
  readonly number: number;
  readonly errors: SectionProps['errors'];
  readonly read: { readonly lots: LotReading; readonly except: LotReading } | undefined;
  readonly onChange: (fields: Partial<TargetForm>) => void;
  readonly onRemove: () => void;
}

function Target({ target, path, number, errors, read, onChange, onRemove }: TargetProps): JSX.Element {
  const error = (field: string) => errorAt(errors, `${path}.${field}`);
  const limited = [target.expiryFrom, target.expiryTo, target.madeFrom, target.madeTo, target.condition].some(Boolean);
  return (
    <fieldset class="target stack">
      <legend>{say('web.targets.product', { n: number })}</legend>
      <div class="field-grid">
        <ProductField
          path={`${path}.gtin`}
          code={target.code}
          onCode={(code) => onChange({ code })}
          name={target.name}
          onName={(name) => onChange({ name })}
          error={error('gtin')}
        />
        <TextField
          label={say('web.target.name')}
          path={`${path}.name`}
          maxLength={300}
          value={target.name}
          onValue={(name) => onChange({ name })}
          error={error('name')}
        />
      </div>
      <Choice
        legend={say('web.target.which')}
        value={target.mode}
        onValue={(mode) => onChange({ mode: mode === 'all' ? 'all' : 'listed' })}
        options={[
          ['listed', say('web.target.listed')],
          ['all', say('web.target.all-lots')],
        ]}
      />
      {target.mode === 'listed' ? (
        <LotsField
          label={say('web.target.lots')}
          hint={say('web.hint.lots')}
          path={`${path}.lots`}
          value={target.lots}
          onValue={(lots) => onChange({ lots })}
          reading={read?.lots}
          error={error('lots')}
        />
      ) : (
        <LotsField
          label={say('web.target.except-lots')}
          hint={say('web.hint.except')}
          path={`${path}.except`}
          value={target.except}
          onValue={(except) => onChange({ except })}
          reading={read?.except}
          error={error('except')}
          rows={3}
        />
      )}
      <details open={limited}>
        <summary>{say('web.target.limits')}</summary>
        <div class="stack limits">
          <div class="field-grid">
            {(
              [
                ['expiryFrom', 'expiry.from'],
                ['expiryTo', 'expiry.to'],
                ['madeFrom', 'manufactured.from'],
                ['madeTo', 'manufactured.to'],
              ] as const
            ).map(([field, at]) => (
              <TextField
                key={field}
                label={say(`web.target.${at}`)}
                placeholder={say('web.hint.date-form')}
                path={`${path}.${at}`}
                value={target[field]}
                onValue={(value) => onChange({ [field]: value })}
                error={error(at)}
              />
            ))}
          </div>
          <TextArea
            label={say('web.target.condition-label')}
            hint={say('web.hint.condition')}
            path={`${path}.condition`}
            maxLength={1000}
            rows={2}
            value={target.condition}
            onValue={(condition) => onChange({ condition })}
            error={error('condition')}
          />
        </div>
      </details>
      <div class="row">
        <button type="button" class="quiet" onClick={onRemove}>
          {say('web.targets.remove', { n: number })}
        </button>
      </div>
    </fieldset>
  );
}
