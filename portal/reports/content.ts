/**
 * What a report (bilan) holds. Only what happened, and nothing of the moment or the person it is made for: the same facts give
 * the same content, whose hash stands on every page.
 */
import Type, { type Static } from 'typebox';
import { BulletinContent, bulletinKinds } from '../../protocol/bulletin.ts';
import { AttemptView, outreachStates } from '../outreach/report.ts';
import { recipientKinds } from '../store/schema/outreach.ts';
import { revisionStates } from '../store/schema.ts';
import { Spread } from '../tracking/progress.ts';
import { roles } from '../workflow/transitions.ts';

/** Of the content's form: another one has another name. */
export const REPORT_FORMAT = 'vigilot-report/1';

const text = Type.Union([Type.String(), Type.Null()]);
const Moment = Type.String({ description: 'Moment in UTC' });
const Time = Type.Union([Type.String(), Type.Null()], { description: 'Moment in UTC; null: never' });
const Revision = Type.Integer({ minimum: 1 });
const Count = Type.Integer({ minimum: 0 });

const By = Type.Object({
  role: Type.Enum(roles),
  name: text,
  onCall: Type.Boolean({ description: 'Somebody on call at the operator acted for the laboratory' }),
});

const PublishedRevision = Type.Object({
  revision: Revision,
  state: Type.Enum(revisionStates),
  publishedAt: Moment,
  lift: Type.Boolean({ description: 'It ends the measure' }),
  reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it ends the measure' }),
  position: Type.Integer({ minimum: 1, description: 'Of its entry in the signed feed' }),
  entryHash: Type.String({ description: 'Of that entry, base64url' }),
  content: BulletinContent,
});

export const TimelineItem = Type.Object({
  at: Moment,
  what: Type.Enum([...revisionStates, 'first-validated', 'recovered', 'message'] as const),
  revision: Type.Union([Revision, Type.Null()], { description: 'null: a message, which is of the bulletin' }),
  by: By,
  text: Type.Union([Type.String(), Type.Null()], { description: 'Of the message, or the reason given' }),
});
export type TimelineItem = Static<typeof TimelineItem>;

export const Quantity = Type.Object({
  gtin: Type.String(),
  lot: text,
  name: Type.Union([Type.String(), Type.Null()], { description: 'Of the product, as the bulletin names it' }),
  officines: Type.Integer({ minimum: 1, description: 'Officines that isolated packs of it' }),
  quantity: Type.Integer({ minimum: 1 }),
});
export type Quantity = Static<typeof Quantity>;

const Told = Type.Object(
  {
    revision: Revision,
    state: Type.Enum(outreachStates),
    openedAt: Moment,
    acknowledgedAt: Time,
    acknowledgedBy: text,
    answer: Type.Unknown(),
    attempts: Type.Array(AttemptView),
  },
  { description: 'What was tried without an agent' },
);
export type Told = Static<typeof Told>;

const contact = {
  id: Type.String(),
  name: Type.String(),
  territory: text,
  finess: text,
  phone: text,
  email: text,
};

export const OfficineRow = Type.Object({
  ...contact,
  workstations: Type.Integer({ minimum: 0, description: 'Enrolled and not revoked' }),
  revisions: Type.Array(
    Type.Object({
      revision: Revision,
      delivered: Time,
      displayed: Time,
      acknowledged: Time,
      acknowledgedBy: text,
    }),
    { description: 'Each published revision that concerns it; the first of its workstations counts' },
  ),
  report: Type.Union(
    [
      Type.Object({
        revision: Revision,
        at: Moment,
        operator: text,
        lines: Type.Array(Type.Object({ gtin: Type.String(), lot: text, quantity: Type.Integer({ minimum: 1 }) })),
      }),
      Type.Null(),
    ],
    {
      description: 'Its latest report of isolated packs, of whichever revision; no lines: none found; null: none made',
    },
  ),
  outreach: Type.Array(Told),
});
export type OfficineRow = Static<typeof OfficineRow>;

export const RecipientRow = Type.Object({
  ...contact,
  kind: Type.Enum(recipientKinds.filter((kind) => kind !== 'officine')),
  outreach: Type.Array(Told),
});
export type RecipientRow = Static<typeof RecipientRow>;

const Reach = Spread;

/** Everything but the rows, of which there may be tens of thousands. */
export const ReportHead = Type.Object({
  format: Type.Literal(REPORT_FORMAT),
  bulletin: Type.Object({
    id: Type.String(),
    kind: Type.Enum(bulletinKinds),
    author: Type.Enum(roles),
    organisation: Type.Union([Type.Object({ id: Type.String(), name: Type.String() }), Type.Null()]),
    createdAt: Moment,
    lifted: Type.Boolean(),
  }),
  published: Type.Array(PublishedRevision, { minItems: 1, description: 'Oldest first' }),
  timeline: Type.Array(TimelineItem),
  reach: Type.Array(Reach, { description: 'Of each published revision, oldest first' }),
  quantities: Type.Array(Quantity, { description: 'Packs isolated in officines, by product and lot' }),
  totals: Type.Object({
    officines: Count,
    reached: Type.Integer({
      minimum: 0,
      description: 'With the newest revision of the measure that concerns them, or a later one, on a workstation',
    }),
    told: Type.Integer({ minimum: 0, description: 'Of the others, those that acknowledged without an agent' }),
    reported: Type.Integer({ minimum: 0, description: 'That reported what they isolated' }),
    packs: Count,
  }),
});
export type ReportHead = Static<typeof ReportHead>;

export const ReportContent = Type.Object({
  ...ReportHead.properties,
  officines: Type.Array(OfficineRow),
  recipients: Type.Array(RecipientRow),
});

/** A report as it is given out. */
export const ReportDocument = Type.Object({
  sha256: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description: 'SHA-256 of `content` as RFC 8785 (JCS) writes it, UTF-8, in hexadecimal',
  }),
  establishedAt: Moment,
  establishedBy: Type.Object({ role: Type.Enum(roles), name: text }),
  content: ReportContent,
});
