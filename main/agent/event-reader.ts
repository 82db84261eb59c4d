/** Reads an event stream (Server-Sent Events, WHATWG HTML 9.2.6) as far as the agent writes one: names and data. */

export interface StreamEvent {
  readonly name: string;
  readonly data: string;
}

/** More than any event of the agent's: a stream that goes on without an end of line is none. */
const MAX_EVENT = 1024 * 1024;

export class EventReader {
  #rest = '';
  #name = '';
  #data: string[] = [];

  /** Takes the next piece of text and gives the events that it ends. Throws where an event is too long to be one. */
  read(text: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MAX_EVENT) throw new Error('an event without an end');
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0) events.push({ name: this.#name || 'message', data: this.#data.join('\n') });
        this.#name = '';
        this.#data = [];
      } else if (line.startsWith('event:')) this.#name = line.slice(6).trimStart();
      else if (line.startsWith('data:')) this.#data.push(line.slice(5).replace(/^ /, ''));
    }
    return events;
  }
}
