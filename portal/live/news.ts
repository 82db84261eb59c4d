/** What of the portal changed, told to whoever looks at a page of it: a topic and nothing else, at most once a second each. */
import type { Bus } from '../store/bus.ts';

/** `bulletin`: text, state or exchange of one; `tracking`: how far one has come; `shortage`: declarations and answers. */
export const topics = ['bulletin', 'tracking', 'shortage'] as const;
export type Topic = (typeof topics)[number];

/** Pages ask again when they are told: a hundred thousand acknowledgements in a minute are sixty questions and no more. */
const PACE_MS = 1_000;

export class News {
  readonly #bus: Pick<Bus, 'notify'>;
  readonly #onError: (error: unknown) => void;
  /** Topics told within the last second; true where there is more to tell of them. */
  readonly #recent = new Map<Topic, { more: boolean; timer: NodeJS.Timeout }>();

  constructor(bus: Pick<Bus, 'notify'>, onError: (error: unknown) => void) {
    this.#bus = bus;
    this.#onError = onError;
  }

  /** Says that something of `topic` has changed and is committed: whoever is told asks at once. */
  tell(topic: Topic): void {
    const recent = this.#recent.get(topic);
    if (recent !== undefined) {
      recent.more = true;
      return;
    }
    this.#bus.notify('live', topic).catch(this.#onError);
    const timer = setTimeout(() => {
      const more = this.#recent.get(topic)?.more;
      this.#recent.delete(topic);
      if (more) this.tell(topic);
    }, PACE_MS);
    timer.unref();
    this.#recent.set(topic, { more: false, timer });
  }

  close(): void {
    for (const { timer } of this.#recent.values()) clearTimeout(timer);
    this.#recent.clear();
  }
}
