/** A bulletin as it is typed: texts throughout, so that nothing typed is lost, whatever it is worth. Pure. */
import type { BulletinContent, BulletinDraft, Target, TargetDraft } from '../../../../protocol/bulletin.ts';
import { cip13OfGtin, readProductCode } from '../../../../protocol/product.ts';
import { civil } from '../../../../renderer/core/format.ts';
import type { LotReading } from './lot-list.ts';
import { momentOf, partsOf, readDate } from './typed-dates.ts';

export interface TargetForm {
  /** Tells targets apart while they come and go. */
  readonly key: number;
  readonly code: string;
  readonly name: string;
  readonly mode: 'listed' | 'all';
  /** As pasted or typed: one lot a line. */
  readonly lots: string;
  /** With all lots: those not aimed at, one a line. */
  readonly except: string;
  readonly expiryFrom: string;
  readonly expiryTo: string;
  readonly madeFrom: string;
  readonly madeTo: string;
  readonly condition: string;
}

export interface BulletinForm {
  readonly kind: 'recall' | 'alert';
  readonly reference: string;
  readonly title: string;
  readonly issuerName: string;
  readonly issuerPhone: string;
  readonly issuerEmail: string;
  readonly attention: 'interrupt' | 'notify';
  readonly drill: boolean;
  readonly text: string;
  readonly atOnce: boolean;
  readonly effectiveDate: string;
  readonly effectiveTime: string;
  readonly everywhere: boolean;
  readonly territories: readonly string[];
  readonly action: string;
  readonly level: string;
  readonly class: string;
  readonly reason: string;
  readonly instructions: string;
  readonly reportQuantities: boolean;
  readonly targets: readonly TargetForm[];
  /** A list pasted or imported of which not every row was taken yet. */
  readonly pasted: string;
}

let lastKey = 0;

export function emptyTarget(): TargetForm {
  lastKey = Math.max(lastKey + 1, Date.now());
  return {
    key: lastKey,
    code: '',
    name: '',
    mode: 'listed',
    lots: '',
    except: '',
    expiryFrom: '',
    expiryTo: '',
    madeFrom: '',
    madeTo: '',
    condition: '',
  };
}

/** A recall or an alert of which nothing was typed; `issuer`: who writes it. */
export function emptyForm(kind: BulletinForm['kind'], issuer: string, email: string): BulletinForm {
  return {
    kind,
    reference: '',
    title: '',
    issuerName: issuer,
    issuerPhone: '',
    issuerEmail: email,
    attention: 'interrupt',
    drill: false,
    text: '',
    atOnce: true,
    effectiveDate: '',
    effectiveTime: '',
    everywhere: true,
    territories: [],
    action: 'recall',
    level: 'pharmacy',
    class: '2',
    reason: '',
    instructions: '',
    reportQuantities: true,
    targets: kind === 'recall' ? [emptyTarget()] : [],
    pasted: '',
  };
}

/** The form that shows a revision's content as it was typed, or would have been. */
export function formOf(content: BulletinContent): BulletinForm {
  const { recall, alert, issuer } = content;
  const when = content.effectiveAt === null ? { date: '', time: '' } : partsOf(content.effectiveAt);
  return {
    kind: content.kind === 'alert' ? 'alert' : 'recall',
    reference: content.reference,
    title: content.title,
    issuerName: issuer.name,
    issuerPhone: issuer.phone ?? '',
    issuerEmail: issuer.email ?? '',
    attention: content.attention,
    drill: content.drill,
    text: content.text,
    atOnce: content.effectiveAt === null,
    effectiveDate: when.date,
    effectiveTime: when.time,
    everywhere: content.territories === null,
    territories: content.territories ?? [],
    action: recall?.action ?? 'recall',
    level: recall?.level ?? 'pharmacy',
    class: recall === undefined ? '2' : String(recall.class ?? ''),
    reason: recall?.reason ?? '',
    instructions: recall?.instructions ?? alert?.instructions ?? '',
    reportQuantities: recall?.reportQuantities ?? true,
    targets: (recall?.targets ?? alert?.targets ?? []).map(targetForm),
    pasted: '',
  };
}

/** Adds targets read from a list: lots of a product that is there go to it, and a target of which nothing was typed gives way. */
export function withTargets(targets: readonly TargetForm[], read: readonly Target[]): TargetForm[] {
  const blank = (one: TargetForm) =>
    [one.code, one.name, one.lots, one.except, one.condition].every((text) => text === '');
  const list = targets.filter((one) => !blank(one));
  for (const added of read.map(targetForm)) {
    const same = list.findIndex(({ code, mode }) => mode === 'listed' && gtinOf(code) === gtinOf(added.code));
    const there = list[same];
    if (there === undefined) list.push(added);
    else list[same] = { ...there, lots: [there.lots.trimEnd(), added.lots].filter(Boolean).join('\n') };
  }
  return list;
}

/** The GTIN-14 of a code in any of its forms, or null. */
export function gtinOf(text: string): string | null {
  const digits = text.replace(/[\s.]/g, '');
  const read = readProductCode(digits.length === 7 ? 'cip7' : 'gtin', digits);
  return 'gtin' in read ? read.gtin : null;
}

function targetForm(target: Target): TargetForm {
  const typed = (date: string | undefined) => (date === undefined ? '' : civil(date));
  return {
    ...emptyTarget(),
    code: cip13OfGtin(target.gtin) ?? target.gtin,
    name: target.name ?? '',
    mode: target.lots === 'all' ? 'all' : 'listed',
    lots:
      target.lots === 'all'
        ? ''
        : target.lots
            .map(({ lot, expiry, serials }) =>
              [lot, typed(expiry), (serials ?? []).join(' ')].join(';').replace(/;+$/, ''),
            )
            .join('\n'),
    except: (target.except ?? []).join('\n'),
    expiryFrom: typed(target.expiry?.from),
    expiryTo: typed(target.expiry?.to),
    madeFrom: typed(target.manufactured?.from),
    madeTo: typed(target.manufactured?.to),
    condition: target.condition ?? '',
  };
}

/** What is wrong with what was typed: path of the field as the portal names it, and a key of the catalogue. */
export interface Fault {
  readonly path: string;
  readonly key:
    | 'web.fault.missing'
    | 'web.fault.date'
    | 'web.fault.lots'
    | 'web.fault.moment'
    | 'web.fault.territories';
}

/** The body of `POST /v1/bulletins`, and what cannot be one. `read`: the lots of each target's text, by its key. */
export function draftOf(
  form: BulletinForm,
  read: ReadonlyMap<number, { readonly lots: LotReading; readonly except: LotReading }>,
): { readonly draft: BulletinDraft; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const wanted = (path: string, value: string) => {
    if (value.trim() === '') faults.push({ path, key: 'web.fault.missing' });
    return value.trim();
  };
  const date = (path: string, text: string): string | undefined => {
    if (text.trim() === '') return undefined;
    const found = readDate(text);
    if (found === null) faults.push({ path, key: 'web.fault.date' });
    return found ?? text.trim();
  };
  const range = (path: string, from: string, to: string) => {
    const bounds = { from: date(`${path}.from`, from), to: date(`${path}.to`, to) };
    return bounds.from === undefined && bounds.to === undefined
      ? undefined
      : { ...(bounds.from && { from: bounds.from }), ...(bounds.to && { to: bounds.to }) };
  };
  const target = (one: TargetForm, index: number): TargetDraft => {
    const path = `${form.kind}.targets[${index}]`;
    const { lots, except } = read.get(one.key) ?? { lots: nothing, except: nothing };
    if (one.mode === 'listed') {
      if (lots.faults.length > 0) faults.push({ path: `${path}.lots`, key: 'web.fault.lots' });
      else if (lots.lots.length === 0) faults.push({ path: `${path}.lots`, key: 'web.fault.missing' });
    } else if (except.faults.length > 0) faults.push({ path: `${path}.except`, key: 'web.fault.lots' });
    const expiry = range(`${path}.expiry`, one.expiryFrom, one.expiryTo);
    const manufactured = range(`${path}.manufactured`, one.madeFrom, one.madeTo);
    const condition = one.condition.trim();
    return {
      gtin: wanted(`${path}.gtin`, one.code).replace(/[\s.]/g, ''),
      ...(one.name.trim() !== '' && { name: one.name.trim() }),
      lots: one.mode === 'all' ? 'all' : lots.lots.map(({ line: _, ...lot }) => lot),
      ...(one.mode === 'all' && except.lots.length > 0 && { except: except.lots.map(({ lot }) => lot) }),
      ...(expiry !== undefined && { expiry }),
      ...(manufactured !== undefined && { manufactured }),
      ...(condition !== '' && { condition }),
    };
  };

  let effectiveAt: string | null = null;
  if (!form.atOnce) {
    effectiveAt = momentOf(form.effectiveDate, form.effectiveTime);
    if (effectiveAt === null) faults.push({ path: 'effectiveAt', key: 'web.fault.moment' });
  }
  if (!form.everywhere && form.territories.length === 0)
    faults.push({ path: 'territories', key: 'web.fault.territories' });
  const optional = (name: string, value: string) => (value.trim() === '' ? {} : { [name]: value.trim() });
  const targets = form.targets.map(target);
  if (form.kind === 'recall' && targets.length === 0) faults.push({ path: 'recall.targets', key: 'web.fault.missing' });
  const draft: BulletinDraft = {
    kind: form.kind,
    reference: wanted('reference', form.reference),
    title: wanted('title', form.title),
    issuer: {
      name: wanted('issuer.name', form.issuerName),
      ...optional('phone', form.issuerPhone),
      ...optional('email', form.issuerEmail),
    },
    attention: form.attention,
    drill: form.drill,
    text: form.text.trim(),
    effectiveAt,
    territories: form.everywhere ? null : [...form.territories],
    ...(form.kind === 'recall'
      ? {
          recall: {
            action: form.action as 'recall',
            level: form.level as 'pharmacy',
            class: form.class === '' ? null : (Number(form.class) as 1 | 2 | 3),
            reason: wanted('recall.reason', form.reason),
            ...optional('instructions', form.instructions),
            reportQuantities: form.reportQuantities,
            targets,
          },
        }
      : { alert: { ...optional('instructions', form.instructions), ...(targets.length > 0 && { targets }) } }),
  };
  if (form.kind === 'recall' && form.action === 'check') wanted('recall.instructions', form.instructions);
  return { draft, faults };
}

const nothing: LotReading = { lots: [], faults: [], repeated: 0 };
