/** What diagnostics ask of the link: enrolment, the way to the portal, its certificate, the clocks, the keys, the last tip. */
import { peek, type TipPayload, typ } from '../../protocol/envelope.ts';
import { say } from '../../protocol/messages/index.ts';
import { type Found, momentFor, type Step, spanFor } from '../diagnosis.ts';
import type { FeedStamp } from '../verdict/model.ts';
import type { Freshness } from './freshness.ts';
import type { IdentityStore } from './identity.ts';
import { keyStep } from './key-kept.ts';
import type { Probe } from './probe.ts';
import { type LinkStatus, linkSentence } from './status.ts';

export interface LinkDiagnosis {
  readonly link: () => LinkStatus;
  readonly identity: Pick<IdentityStore, 'enrolment' | 'damaged' | 'kept'>;
  readonly freshness: Pick<Freshness, 'offset' | 'stamp' | 'unsyncedReasons'>;
  readonly register: { readonly keyVersion: number; readonly newestTip: string | null };
  readonly probe: (portalUrl: string) => Promise<Probe>;
  readonly portalUrl: string | null;
  readonly offlineLimitSeconds: number;
  /** IANA, for moments. */
  readonly zone: string;
  /** Milliseconds since the epoch. */
  readonly wall: () => number;
}

const DAY_MS = 86_400_000;
/** A certificate that ends sooner than this is said before the link stops. */
const CERTIFICATE_WARNING_MS = 14 * DAY_MS;
/** Beyond it the status says so too (`freshness.ts`); a header's moment is a second late at most. */
const CLOCK_WARNING_MS = 5 * 60_000;

/** The steps of one run: the portal is tried once for all of them. */
export function linkSteps(sources: LinkDiagnosis): Step[] {
  const { portalUrl, probe } = sources;
  let tried: Promise<Probe> | null = null;
  const found = (): Promise<Probe | null> => {
    if (portalUrl === null) return Promise.resolve(null);
    tried ??= probe(portalUrl);
    return tried;
  };
  return [
    { id: 'enrolment', look: () => enrolment(sources) },
    { id: 'key-protection', look: () => keyStep(sources.identity.kept) },
    { id: 'portal', look: async () => portal(await found(), sources.link()) },
    { id: 'certificate', look: async () => certificate(await found(), sources) },
    { id: 'clock', look: async () => clock(sources.freshness.offset() ?? (await found())?.aheadMs ?? null) },
    { id: 'keys', look: () => keys(sources) },
    { id: 'tip', look: () => tip(sources) },
  ];
}

function enrolment({ identity, link, portalUrl, zone }: LinkDiagnosis): Found {
  if (identity.damaged !== null) {
    return {
      state: 'failed',
      finding: 'agent.diagnostic.enrolment.damaged',
      values: { file: identity.damaged.setAside },
      advice: 'agent.diagnostic.enrolment.damaged.do',
    };
  }
  if (identity.enrolment === null) {
    if (portalUrl === null) {
      return {
        state: 'failed',
        finding: 'agent.diagnostic.enrolment.no-portal',
        advice: 'agent.diagnostic.enrolment.no-portal.do',
      };
    }
    const status = link();
    // With a token at hand it is the portal that is missing.
    const tokenAsked = status.state === 'enrolment-refused';
    return {
      state: 'failed',
      finding: 'agent.diagnostic.enrolment.none',
      values: { why: (language) => linkSentence(language, status) },
      advice: tokenAsked ? 'agent.diagnostic.enrolment.none.do' : 'agent.diagnostic.tip.stale.do',
    };
  }
  const { workstation, officine, revoked } = identity.enrolment;
  if (revoked !== undefined) {
    return {
      state: 'failed',
      finding: 'agent.diagnostic.enrolment.revoked',
      values: { at: momentFor(revoked.at, zone), reason: revoked.reason },
      advice: 'agent.diagnostic.enrolment.revoked.do',
    };
  }
  const values = { workstation: workstation.name, officine: officine.name, territory: officine.territory ?? '' };
  return {
    state: 'ok',
    finding: officine.territory === null ? 'agent.diagnostic.enrolment.no-territory' : 'agent.diagnostic.enrolment.ok',
    values,
  };
}

/** States in which the link does what it should. */
const linked: readonly LinkStatus['state'][] = ['connected', 'recovering'];

function portal(probe: Probe | null, status: LinkStatus): Found {
  if (probe === null) return { state: 'unknown', finding: 'agent.diagnostic.portal.none' };
  const { stage, host, proxy, code, status: http, instead, certificate: shown } = probe;
  const values = {
    host,
    proxy: proxy ?? '',
    code: code ?? '',
    status: http ?? '',
    instead: instead ?? '',
    ms: probe.tookMs,
    issuer: shown?.issuer ?? '?',
    subject: shown?.subject ?? '?',
  };
  const failed = (finding: Found['finding'], advice: NonNullable<Found['advice']>): Found => ({
    state: 'failed',
    finding,
    values,
    advice,
  });
  switch (stage) {
    case 'address':
      return failed('agent.diagnostic.portal.insecure', 'agent.diagnostic.portal.insecure.do');
    case 'proxy':
      if (http === null) return failed('agent.diagnostic.portal.proxy', 'agent.diagnostic.portal.proxy.do');
      if (http === 407)
        return failed('agent.diagnostic.portal.proxy-credentials', 'agent.diagnostic.portal.proxy-refused.do');
      return failed('agent.diagnostic.portal.proxy-refused', 'agent.diagnostic.portal.proxy-refused.do');
    case 'dns':
      return failed('agent.diagnostic.portal.dns', 'agent.diagnostic.portal.dns.do');
    case 'tcp':
      return failed('agent.diagnostic.portal.tcp', 'agent.diagnostic.portal.tcp.do');
    case 'tls':
      if (shown === null) return failed('agent.diagnostic.portal.tls-none', 'agent.diagnostic.portal.tls-none.do');
      return failed('agent.diagnostic.portal.tls', tlsAdvice(code));
    case 'http':
      if (instead !== null) return failed('agent.diagnostic.portal.instead', 'agent.diagnostic.portal.instead.do');
      if (http !== null) return failed('agent.diagnostic.portal.http', 'agent.diagnostic.portal.operator.do');
      return failed('agent.diagnostic.portal.silent', 'agent.diagnostic.portal.operator.do');
    case 'portal': {
      const more: Found['values'] = { ...values, link: (language) => linkSentence(language, status) };
      if (linked.includes(status.state)) {
        const finding = proxy === null ? 'agent.diagnostic.portal.ok' : 'agent.diagnostic.portal.ok-through';
        return { state: 'ok', finding, values: more };
      }
      const advice = 'agent.diagnostic.portal.link.do';
      return { state: 'warning', finding: 'agent.diagnostic.portal.link', values: more, advice };
    }
  }
}

/** What to do about a certificate that was refused, by OpenSSL's and Node's codes. */
function tlsAdvice(code: string | null): NonNullable<Found['advice']> {
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'agent.diagnostic.portal.tls-dates.do';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'agent.diagnostic.portal.tls-name.do';
  return 'agent.diagnostic.portal.tls-authority.do';
}

function certificate(probe: Probe | null, { portalUrl, zone, wall }: LinkDiagnosis): Found {
  const shown = probe?.certificate ?? null;
  if (shown === null) {
    const plain = portalUrl?.startsWith('http:') === true;
    return {
      state: 'unknown',
      finding: plain ? 'agent.diagnostic.certificate.plain' : 'agent.diagnostic.certificate.unseen',
    };
  }
  const { issuer } = shown;
  const left = Date.parse(shown.validTo) - wall();
  const until = { issuer, at: momentFor(shown.validTo, zone), left: spanFor(left) };
  if (left <= 0) {
    const advice = 'agent.diagnostic.portal.tls-dates.do';
    return { state: 'failed', finding: 'agent.diagnostic.certificate.over', values: until, advice };
  }
  if (Date.parse(shown.validFrom) > wall()) {
    const values = { issuer, at: momentFor(shown.validFrom, zone) };
    const advice = 'agent.diagnostic.portal.tls-dates.do';
    return { state: 'failed', finding: 'agent.diagnostic.certificate.early', values, advice };
  }
  if (probe?.stage === 'tls') {
    const values = { issuer, code: probe.code ?? '' };
    return {
      state: 'failed',
      finding: 'agent.diagnostic.certificate.untrusted',
      values,
      advice: tlsAdvice(probe.code),
    };
  }
  if (left < CERTIFICATE_WARNING_MS) {
    const advice = 'agent.diagnostic.certificate.soon.do';
    return { state: 'warning', finding: 'agent.diagnostic.certificate.soon', values: until, advice };
  }
  return { state: 'ok', finding: 'agent.diagnostic.certificate.ok', values: until };
}

/** `ahead`: milliseconds by the tips, else by an answer's `Date`, which nobody signed. */
function clock(ahead: number | null): Found {
  if (ahead === null) return { state: 'unknown', finding: 'agent.diagnostic.clock.unknown' };
  const values = { span: spanFor(ahead) };
  if (Math.abs(ahead) <= CLOCK_WARNING_MS) return { state: 'ok', finding: 'agent.diagnostic.clock.ok', values };
  const finding = ahead > 0 ? 'agent.diagnostic.clock.ahead' : 'agent.diagnostic.clock.behind';
  return { state: 'warning', finding, values, advice: 'agent.diagnostic.clock.do' };
}

function keys({ identity, register, freshness, zone }: LinkDiagnosis): Found {
  const version = register.keyVersion;
  // As much as two people compare by telephone.
  const root = identity.enrolment?.root.slice(0, 12) ?? '';
  if (version === 0 || root === '') return { state: 'unknown', finding: 'agent.diagnostic.keys.none' };
  if (freshness.unsyncedReasons().includes('forked')) {
    const advice = 'agent.diagnostic.keys.forked.do';
    return { state: 'failed', finding: 'agent.diagnostic.keys.forked', values: { version, root }, advice };
  }
  if (register.newestTip === null) {
    return { state: 'warning', finding: 'agent.diagnostic.keys.no-tip', values: { version, root } };
  }
  const { position, at } = peek(register.newestTip, typ.tip).payload as TipPayload;
  const values = { version, root, position, at: momentFor(at, zone) };
  return { state: 'ok', finding: 'agent.diagnostic.keys.ok', values };
}

function tip({ freshness, offlineLimitSeconds }: LinkDiagnosis): Found {
  const { state, position, ageSeconds }: FeedStamp = freshness.stamp();
  if (state === 'unsynced') {
    const reasons = freshness.unsyncedReasons();
    return {
      state: 'failed',
      finding: 'agent.diagnostic.tip.unsynced',
      values: {
        position,
        why: (language) => reasons.map((reason) => say(language, `agent.diagnostic.tip.why.${reason}`)).join(', '),
      },
      advice: 'agent.diagnostic.tip.stale.do',
    };
  }
  const advice = 'agent.diagnostic.tip.stale.do';
  if (ageSeconds === null) {
    return { state: 'warning', finding: 'agent.diagnostic.tip.stale-never', values: { position }, advice };
  }
  const values = { position, age: spanFor(ageSeconds * 1000), limit: spanFor(offlineLimitSeconds * 1000) };
  if (state === 'live') return { state: 'ok', finding: 'agent.diagnostic.tip.live', values };
  if (ageSeconds <= offlineLimitSeconds) {
    return { state: 'warning', finding: 'agent.diagnostic.tip.stale', values, advice };
  }
  return { state: 'failed', finding: 'agent.diagnostic.tip.beyond', values, advice };
}
