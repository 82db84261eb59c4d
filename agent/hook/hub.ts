/**
 * The event stream (Server-Sent Events, WHATWG HTML 9.2): the last events in a ring, each client with its own place in it.
 * A client that reads slowly is never buffered for: it is behind in the ring, and is cut off when the ring has passed it.
 */
import type { Writable } from 'node:stream';

export type EventName = 'bulletin' | 'feed' | 'check' | 'attention' | 'shortage';

export interface EventHubOptions {
  /** First id of a block of that many, larger than any given before, restarts included (desk). */
  readonly reserveIds: (count: number) => number;
  /** Events kept for those who come back. */
  readonly capacity?: number;
  /** Streams at once; a till and a desk or two are expected. */
  readonly maxClients?: number;
}

const ID_BLOCK = 1000;
const HEARTBEAT = ':\n\n';
/** How long a browser waits before it comes back, in milliseconds. */
const RETRY = 'retry: 2000\n';

interface Held {
  readonly id: number;
  readonly frame: string;
}

class Client {
  readonly stream: Writable;
  readonly screen: boolean;
  /** How many events it has passed, counted from the start of this run. */
  next: number;
  /** Its socket takes no more until it drains. */
  blocked = false;
  /** It was blocked at the last heartbeat already. */
  late = false;

  constructor(stream: Writable, next: number, screen: boolean) {
    this.stream = stream;
    this.screen = screen;
    this.next = next;
  }
}

/** Numbers events, keeps the last ones, and gives each client those it has not had. */
export class EventHub {
  readonly #reserveIds: (count: number) => number;
  readonly #capacity: number;
  readonly #maxClients: number;
  readonly #ring: Held[] = [];
  readonly #clients = new Set<Client>();
  /** Events published in this run; event n stands at n % capacity. */
  #published = 0;
  #nextId: number;
  #blockEnd: number;
  #lastId: number;
  /** Newest id that the ring no longer holds: whoever has seen it, or a later one, has missed nothing. */
  #horizon: number;
  #closed = false;

  constructor({ reserveIds, capacity = 10_000, maxClients = 32 }: EventHubOptions) {
    this.#reserveIds = reserveIds;
    this.#capacity = capacity;
    this.#maxClients = maxClients;
    this.#nextId = reserveIds(ID_BLOCK);
    this.#blockEnd = this.#nextId + ID_BLOCK;
    this.#lastId = this.#nextId - 1;
    this.#horizon = this.#lastId;
  }

  /** Id of the newest event, or the number before the first of this run. */
  get lastId(): number {
    return this.#lastId;
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** How many of them show to people what they read. */
  get screens(): number {
    let screens = 0;
    for (const { screen } of this.#clients) if (screen) screens++;
    return screens;
  }

  /** Whether one more stream may be attached. */
  get hasRoom(): boolean {
    return !this.#closed && this.#clients.size < this.#maxClients;
  }

  /** Keeps an event and sends it to every client that is not behind. `data` becomes its JSON. */
  publish(event: EventName, data: object): void {
    if (this.#closed) return;
    if (this.#nextId >= this.#blockEnd) {
      this.#nextId = this.#reserveIds(ID_BLOCK);
      this.#blockEnd = this.#nextId + ID_BLOCK;
    }
    const id = this.#nextId++;
    const slot = this.#published % this.#capacity;
    this.#horizon = this.#ring[slot]?.id ?? this.#horizon;
    this.#ring[slot] = { id, frame: `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n` };
    this.#published++;
    this.#lastId = id;
    for (const client of this.#clients) this.#pump(client);
  }

  /**
   * Attaches a stream. `lastEventId` is what the client saw last (null: it comes for the first time): it gets what followed,
   * or `event: reset` where that is no longer held, as after a restart. `screen`: it is a tray's or a desk's. Throws where there is
   * no room: ask `hasRoom` first.
   */
  attach(stream: Writable, lastEventId: number | null, { screen = false } = {}): void {
    if (!this.hasRoom) throw new Error('no room for another event stream');
    const held = lastEventId === null || (lastEventId >= this.#horizon && lastEventId <= this.#lastId);
    const client = new Client(
      stream,
      lastEventId === null || !held ? this.#published : this.#after(lastEventId),
      screen,
    );
    stream.on('drain', () => {
      client.blocked = false;
      client.late = false;
      this.#pump(client);
    });
    stream.once('close', () => this.#clients.delete(client));
    // A socket that breaks closes; there is nobody to tell.
    stream.on('error', () => this.#clients.delete(client));
    this.#clients.add(client);
    // The id lets a client that has seen no event yet come back to this very place.
    if (held) this.#write(client, `${RETRY}id: ${lastEventId ?? this.#lastId}\n\n`);
    else this.#write(client, `${RETRY}id: ${this.#lastId}\nevent: reset\ndata: {}\n\n`);
    this.#pump(client);
  }

  /** Says to every client that the stream lives, and cuts off those that took nothing since the last time. */
  beat(): void {
    for (const client of this.#clients) {
      if (client.blocked && client.late) this.#drop(client);
      else if (client.blocked) client.late = true;
      else this.#write(client, HEARTBEAT);
    }
  }

  /** Ends every stream; nothing is taken any more. */
  close(): void {
    this.#closed = true;
    for (const client of this.#clients) client.stream.end();
    this.#clients.clear();
  }

  /** Count of the first event whose id is larger: ids grow, but blocks may leave gaps. */
  #after(id: number): number {
    let low = Math.max(0, this.#published - this.#capacity);
    let high = this.#published;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ring[middle % this.#capacity]?.id ?? 0) > id) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #pump(client: Client): void {
    while (!client.blocked && client.next < this.#published) {
      const held =
        client.next < this.#published - this.#capacity ? undefined : this.#ring[client.next % this.#capacity];
      if (held === undefined) break;
      client.next++;
      this.#write(client, held.frame);
    }
    if (client.next < this.#published - this.#capacity) this.#drop(client);
  }

  #write(client: Client, text: string): void {
    if (!client.stream.write(text)) client.blocked = true;
  }

  #drop(client: Client): void {
    this.#clients.delete(client);
    client.stream.destroy();
  }
}
