/** Declared shortages, what laboratories answer, and whose products they are. */
import type { ShortageSource } from '../../../protocol/shortages.ts';
import type { Moment, OptionalMoment, OptionalText } from './columns.ts';

interface ShortageDeclarationTable {
  id: string;
  officine: string;
  /** The officine's own, when it declared: what became of the officine later does not move a figure of the past. */
  territory: OptionalText;
  gtin: string;
  source: ShortageSource;
  /** The first that told it, and its own id of it. */
  workstation: string;
  declaration: OptionalText;
  /** By the workstation's clock, never later than it was received. */
  opened_at: Moment;
  unavailable_since: OptionalMoment;
  received_at: Moment;
  closed_at: OptionalMoment;
  closed_by: OptionalText;
  /** The latest word of it, by whichever post. */
  declared_at: OptionalMoment;
  declared_by: OptionalText;
}

/** The latest end told when nothing of that time was declared: what it ended may still be on its way. */
interface ShortageEndTable {
  officine: string;
  gtin: string;
  at: Moment;
}

/** One row for each product of a published shortage bulletin, as its newest published revision has it. */
interface ShortageAnswerTable {
  bulletin: string;
  gtin: string;
  name: OptionalText;
  anticipated: boolean;
  /** Of its first revision. */
  published_at: Moment;
  /** The bulletin was lifted: the shortage is over. */
  ended_at: OptionalMoment;
}

interface LaboratoryHolderTable {
  searched_holder: string;
  holder: string;
  organisation: string;
}

interface LaboratoryProductTable {
  gtin: string;
  name: OptionalText;
  organisation: string;
}

interface MajorInterestTable {
  gtin: string;
  by_organisation: OptionalText;
  at: Moment;
}

export const noticeKinds = ['declared', 'announced', 'answered', 'revised', 'ended'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What the authority is told of medicines of major therapeutic interest. */
interface ShortageNoticeTable {
  id: string;
  at: Moment;
  gtin: string;
  what: NoticeKind;
  bulletin: OptionalText;
  read_at: OptionalMoment;
  read_by: OptionalText;
}

export interface ShortageTables {
  shortage_declaration: ShortageDeclarationTable;
  shortage_end: ShortageEndTable;
  shortage_answer: ShortageAnswerTable;
  laboratory_holder: LaboratoryHolderTable;
  laboratory_product: LaboratoryProductTable;
  major_interest: MajorInterestTable;
  shortage_notice: ShortageNoticeTable;
}
