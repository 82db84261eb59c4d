/** Which pages there are for whom, and what stands at an address. */
import type { JSX } from 'preact';
import type { Capability } from '../access/capabilities.ts';
import { NoPage } from './components/page-states.tsx';
import type { Route, Screen } from './core/router.ts';
import type { Person } from './core/session.ts';
import { AccountPage } from './screens/account.tsx';
import { AuditPage } from './screens/audit.tsx';
import { BulletinOutreachPage } from './screens/bulletin/outreach-page.tsx';
import { ReportPage } from './screens/bulletin/report-page.tsx';
import { TrackingPage } from './screens/bulletin/tracking-page.tsx';
import { BulletinPage } from './screens/bulletin.tsx';
import { BulletinList } from './screens/bulletins.tsx';
import { ChangePage, NewPage } from './screens/editor/editor-page.tsx';
import { FeedKeysPage } from './screens/feed-keys.tsx';
import { ImportOfficines } from './screens/officines/import.tsx';
import { NewOfficine, OfficinePage } from './screens/officines/officine.tsx';
import { OfficineList } from './screens/officines.tsx';
import { NewOrganisation, OrganisationPage } from './screens/organisations/organisation.tsx';
import { ProductsPage } from './screens/organisations/products.tsx';
import { UsesPage } from './screens/organisations/uses.tsx';
import { OrganisationList } from './screens/organisations.tsx';
import { BatchPage } from './screens/outreach/batch-page.tsx';
import { NewRecipient, RecipientPage } from './screens/outreach/recipient.tsx';
import { ImportRecipients, RecipientList } from './screens/outreach/recipients.tsx';
import { OutreachDesk } from './screens/outreach.tsx';
import { AnnouncePage, AnswerPage } from './screens/shortages/answer-page.tsx';
import { FiguresPage } from './screens/shortages/figures.tsx';
import { ShortagePage } from './screens/shortages/product-page.tsx';
import { StatisticsPage } from './screens/shortages/statistics-page.tsx';
import { ShortageList } from './screens/shortages.tsx';
import { UsersPage } from './screens/users.tsx';

/** Every page that stands in a navigation. */
type Listed = Exclude<Screen, 'bulletin' | 'account' | 'invitation'>;

/** The pages in the navigation of whoever works here; the first is where they begin. */
export function pagesOf(who: Person | 'none'): readonly Listed[] {
  if (who === 'none') return ['figures'];
  const can = (capability: Capability) => who.capabilities.includes(capability);
  return (
    [
      ['officines', can('officines.manage')],
      ['recalls', true],
      ['alerts', true],
      ['shortages', can('shortage.read')],
      ['figures', true],
      ['outreach', can('outreach.run')],
      ['organisations', can('organisations.manage') || can('oncall.act')],
      ['users', who.organisation !== null && can('users.manage')],
      ['feed-keys', can('feed-keys.manage')],
      ['audit', can('audit.read')],
    ] as const
  ).flatMap(([screen, there]) => (there ? [screen] : []));
}

/** The page at an address. */
export function pageOf(who: Person | 'none', { screen, id, part, query }: Route): JSX.Element {
  switch (screen ?? pagesOf(who)[0]) {
    case 'recalls':
      return <BulletinList key="recall" kind="recall" />;
    case 'alerts':
      return <BulletinList key="alert" kind="alert" />;
    case 'shortages':
      if (id === 'new') return <AnnouncePage />;
      if (id === 'statistics') return <StatisticsPage />;
      if (id !== null && part === 'answer') return <AnswerPage gtin={id} />;
      return id === null ? <ShortageList /> : <ShortagePage gtin={id} />;
    case 'figures':
      return <FiguresPage />;
    case 'officines':
      if (id === 'new') return <NewOfficine />;
      if (id === 'import') return <ImportOfficines />;
      return id === null ? <OfficineList /> : <OfficinePage id={id} />;
    case 'outreach':
      if (id === 'recipients') return recipientPage(part);
      return id === null ? <OutreachDesk /> : <BatchPage id={id} />;
    case 'organisations':
      if (id === 'new') return <NewOrganisation />;
      if (id === 'uses') return <UsesPage />;
      if (id !== null && part === 'products') return <ProductsPage organisation={id} />;
      return id === null ? <OrganisationList /> : <OrganisationPage id={id} />;
    case 'users':
      return <UsersPage />;
    case 'feed-keys':
      return <FeedKeysPage />;
    case 'audit':
      return <AuditPage />;
    case 'account':
      return <AccountPage />;
    case 'bulletin':
      if (id === 'new') return <NewPage query={query} />;
      if (id !== null && (part === 'edit' || part === 'revise')) return <ChangePage id={id} act={part} />;
      if (id !== null && part === 'tracking') return <TrackingPage id={id} />;
      if (id !== null && part === 'outreach') return <BulletinOutreachPage id={id} />;
      if (id !== null && part === 'report') return <ReportPage id={id} />;
      if (id !== null && part === null) return <BulletinPage id={id} query={query} />;
  }
  return <NoPage />;
}

function recipientPage(part: string | null): JSX.Element {
  if (part === 'new') return <NewRecipient />;
  if (part === 'import') return <ImportRecipients />;
  return part === null ? <RecipientList /> : <RecipientPage id={part} />;
}
