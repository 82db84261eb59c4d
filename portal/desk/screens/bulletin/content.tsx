/** What a revision says, field by field, as it was written. */
import type { ComponentChildren, JSX } from 'preact';
import type { BulletinContent } from '../../../../protocol/bulletin.ts';
import { moment } from '../../../../renderer/core/format.ts';
import { say } from '../../../../renderer/core/say.ts';
import { Targets } from '../../../../renderer/popup/targets.tsx';
import { territoryNames } from '../../core/territories.ts';
import { targetsOf } from './target-view.ts';

/** The content, with its parts where there are any. */
type Said = Omit<BulletinContent, 'recall' | 'alert' | 'shortage'> & {
  readonly recall?: BulletinContent['recall'] | undefined;
  readonly alert?: BulletinContent['alert'] | undefined;
};

export function Content({ bulletin }: { bulletin: Said }): JSX.Element {
  const { recall, alert, issuer, territories, effectiveAt, text, attention } = bulletin;
  const targets = recall?.targets ?? alert?.targets ?? [];
  const instructions = recall?.instructions ?? alert?.instructions;
  return (
    <div class="stack">
      <section class="panel stack">
        <h2 class="hidden-visually">{say('web.bulletin.measure')}</h2>
        <dl class="facts">
          {recall !== undefined && (
            <>
              <Fact name={say('web.field.action')}>{say(`web.action.${recall.action}`)}</Fact>
              <Fact name={say('web.field.level')}>{say(`web.level.${recall.level}`)}</Fact>
              <Fact name={say('web.field.class')}>
                {recall.class === null ? say('web.class.none') : say(`web.class.${recall.class}`)}
              </Fact>
            </>
          )}
          <Fact name={say('web.field.attention')}>{say(`web.attention.${attention}`)}</Fact>
          <Fact name={say('web.field.effective-at')}>
            {effectiveAt === null ? say('web.effective.at-once') : moment(effectiveAt)}
          </Fact>
          <Fact name={say('web.field.territories')}>
            {territories === null ? say('web.territories.everywhere') : territoryNames(territories)}
          </Fact>
          <Fact name={say('web.field.issuer')}>
            <span dir="auto">{[issuer.name, issuer.phone, issuer.email].filter(Boolean).join(' · ')}</span>
          </Fact>
          {recall !== undefined && (
            <Fact name={say('web.field.report-quantities')}>{say(recall.reportQuantities ? 'web.yes' : 'web.no')}</Fact>
          )}
        </dl>
      </section>
      <section class="panel stack popup-what">
        <h2>{say('web.bulletin.targets')}</h2>
        <Targets targets={targetsOf(targets)} />
      </section>
      {(
        [
          ['reason', recall?.reason],
          ['instructions', instructions],
          ['text', text],
        ] as const
      ).map(
        ([name, words]) =>
          words !== undefined &&
          words !== '' && (
            <section key={name} class="panel stack">
              <h2>{say(`web.field.${name}`)}</h2>
              <p class="prose" dir="auto">
                {words}
              </p>
            </section>
          ),
      )}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
