/** The editor's fields but for targets, in the order in which a notice is thought: what, why, where and when. */
import type { JSX } from 'preact';
import { say } from '../../../../renderer/core/say.ts';
import { CheckField, Choice, SelectField, TextArea, TextField } from '../../components/fields.tsx';
import { actions, levels } from '../../core/words.ts';
import { errorAt, type FieldErrors } from './errors.tsx';
import type { BulletinForm } from './form.ts';
import { TerritoryField } from './territories.tsx';

export interface SectionProps {
  readonly form: BulletinForm;
  readonly set: (change: Partial<BulletinForm>) => void;
  readonly errors: FieldErrors;
}

export function MeasureFields({ form, set, errors }: SectionProps): JSX.Element {
  return (
    <section class="panel stack" aria-labelledby="measure">
      <h2 id="measure">{say('web.section.measure')}</h2>
      <div class="field-grid">
        <TextField
          label={say('web.field.reference')}
          hint={say('web.hint.reference')}
          path="reference"
          maxLength={64}
          value={form.reference}
          onValue={(reference) => set({ reference })}
          error={errorAt(errors, 'reference')}
          code
        />
        <TextField
          label={say('web.field.title')}
          hint={say('web.hint.title')}
          path="title"
          maxLength={300}
          wide
          value={form.title}
          onValue={(title) => set({ title })}
          error={errorAt(errors, 'title')}
        />
      </div>
      <div class="field-grid">
        <TextField
          label={say('web.field.issuer')}
          path="issuer.name"
          maxLength={200}
          value={form.issuerName}
          onValue={(issuerName) => set({ issuerName })}
          error={errorAt(errors, 'issuer.name')}
        />
        <TextField
          label={say('web.field.phone')}
          path="issuer.phone"
          type="tel"
          maxLength={50}
          value={form.issuerPhone}
          onValue={(issuerPhone) => set({ issuerPhone })}
          error={errorAt(errors, 'issuer.phone')}
        />
        <TextField
          label={say('web.field.email')}
          path="issuer.email"
          inputMode="email"
          maxLength={200}
          value={form.issuerEmail}
          onValue={(issuerEmail) => set({ issuerEmail })}
          error={errorAt(errors, 'issuer.email')}
        />
      </div>
      {form.kind === 'recall' && (
        <div class="field-grid">
          <SelectField
            label={say('web.field.action')}
            path="recall.action"
            value={form.action}
            onValue={(action) => set({ action })}
            options={actions.map((one) => [one, say(`web.action.${one}`)])}
            error={errorAt(errors, 'recall.action')}
          />
          <SelectField
            label={say('web.field.level')}
            path="recall.level"
            value={form.level}
            onValue={(level) => set({ level })}
            options={levels.map((one) => [one, say(`web.level.${one}`)])}
            error={errorAt(errors, 'recall.level')}
          />
          <SelectField
            label={say('web.field.class')}
            path="recall.class"
            value={form.class}
            onValue={(value) => set({ class: value })}
            options={[
              ['1', say('web.class.1')],
              ['2', say('web.class.2')],
              ['3', say('web.class.3')],
              ['', say('web.class.none')],
            ]}
            error={errorAt(errors, 'recall.class')}
          />
        </div>
      )}
      <Choice
        legend={say('web.field.attention')}
        value={form.attention}
        onValue={(attention) => set({ attention: attention === 'notify' ? 'notify' : 'interrupt' })}
        options={[
          ['interrupt', say('web.attention.interrupt'), say('web.attention.interrupt-hint')],
          ['notify', say('web.attention.notify'), say('web.attention.notify-hint')],
        ]}
      />
      <div class="stack-tight">
        <CheckField
          label={say('web.field.drill')}
          hint={say('web.hint.drill')}
          checked={form.drill}
          onChecked={(drill) => set({ drill })}
        />
        {form.kind === 'recall' && (
          <CheckField
            label={say('web.field.report-quantities-ask')}
            checked={form.reportQuantities}
            onChecked={(reportQuantities) => set({ reportQuantities })}
          />
        )}
      </div>
    </section>
  );
}

export function TextFields({ form, set, errors }: SectionProps): JSX.Element {
  const checks = form.kind === 'recall' && form.action === 'check';
  return (
    <section class="panel stack" aria-labelledby="words">
      <h2 id="words">{say('web.section.words')}</h2>
      {form.kind === 'recall' && (
        <TextArea
          label={say('web.field.reason')}
          path="recall.reason"
          maxLength={2000}
          rows={3}
          value={form.reason}
          onValue={(reason) => set({ reason })}
          error={errorAt(errors, 'recall.reason')}
        />
      )}
      <TextArea
        label={say('web.field.instructions')}
        hint={say(
          checks
            ? 'web.hint.instructions-check'
            : form.kind === 'alert'
              ? 'web.hint.instructions-alert'
              : 'web.hint.instructions',
        )}
        path={`${form.kind}.instructions`}
        maxLength={4000}
        value={form.instructions}
        onValue={(instructions) => set({ instructions })}
        error={errorAt(errors, `${form.kind}.instructions`)}
      />
      <TextArea
        label={say('web.field.text')}
        hint={say('web.hint.text')}
        path="text"
        maxLength={20000}
        rows={6}
        value={form.text}
        onValue={(text) => set({ text })}
        error={errorAt(errors, 'text')}
      />
    </section>
  );
}

export function ReachFields({ form, set, errors }: SectionProps): JSX.Element {
  const error = errorAt(errors, 'effectiveAt');
  return (
    <section class="panel stack" aria-labelledby="reach">
      <h2 id="reach">{say('web.section.reach')}</h2>
      <Choice
        legend={say('web.field.effective-at')}
        value={form.atOnce ? 'now' : 'later'}
        onValue={(value) => set({ atOnce: value === 'now' })}
        options={[
          ['now', say('web.effective.at-once')],
          ['later', say('web.effective.later')],
        ]}
      />
      {!form.atOnce && (
        <div class="field-grid">
          <TextField
            label={say('web.field.date')}
            hint={say('web.hint.date')}
            path="effectiveAt"
            value={form.effectiveDate}
            onValue={(effectiveDate) => set({ effectiveDate })}
            error={error}
          />
          <TextField
            label={say('web.field.time')}
            hint={say('web.hint.time', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
            value={form.effectiveTime}
            onValue={(effectiveTime) => set({ effectiveTime })}
          />
        </div>
      )}
      <Choice
        legend={say('web.field.territories')}
        value={form.everywhere ? 'all' : 'some'}
        onValue={(value) => set({ everywhere: value === 'all' })}
        options={[
          ['all', say('web.territories.everywhere')],
          ['some', say('web.territories.some')],
        ]}
      />
      {!form.everywhere && (
        <TerritoryField
          value={form.territories}
          onValue={(territories) => set({ territories })}
          error={errorAt(errors, 'territories')}
        />
      )}
    </section>
  );
}
