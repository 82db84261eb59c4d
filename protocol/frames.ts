/**
 * The WebSocket messages between agent and portal, subprotocol `vigilot.v1`: one JSON object a text frame, its `type` first.
 * An unknown `type` is ignored (a newer side may say more); a known one that breaks its schema closes the connection.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { compiled } from './compiled.ts';

export const SUBPROTOCOL = 'vigilot.v1';
/** Largest frame an agent may send, but for recovery, which carries entries. */
export const MAX_UPWARD_BYTES = 64 * 1024;
/** Largest `entries` frame of a recovery: one entry of the largest size fits. An agent packs as many as fit, 100 at most. */
export const MAX_RECOVERY_BYTES = 5 * 1024 * 1024;
/** A tip at least this often while connected; the link closes after `LINK_SILENCE_MS` without one. */
export const TIP_INTERVAL_MS = 15_000;
export const LINK_SILENCE_MS = 30_000;
/** Both ends say something at least this often, so that a half-open link shows within `LINK_SILENCE_MS`. */
export const HEARTBEAT_MS = 10_000;

const literal = <const T extends string>(type: T) => Type.Literal(type);
const Position = Type.Integer({ minimum: 0 });
const Id = Type.String({ minLength: 1, maxLength: 64 });

/** What people and the agent did, told upward: at least once, counted once by (workstation, id). */
export const eventTypes = [
  'displayed',
  'acknowledged',
  'reported',
  'shortage',
  'shortage-ended',
  'alarm',
  'journal-head',
] as const;
export const UpwardEvent = Type.Object({
  /** Gapless, from 1, in the order of the desk. */
  seq: Type.Integer({ minimum: 1 }),
  id: Id,
  kind: Type.Enum(eventTypes),
  /** By the workstation's clock, UTC. */
  at: Type.String(),
  bulletin: Type.Optional(Id),
  revision: Type.Optional(Type.Integer({ minimum: 1 })),
  /** By kind: `{operator}`, `{operator, lines}`, `{code, detail}`, `{count, hash}` … */
  data: Type.Record(Type.String(), Type.Unknown()),
});
export type UpwardEvent = Static<typeof UpwardEvent>;
export type EventType = (typeof eventTypes)[number];

/** Agent to portal. */
export const upward = {
  /** Opens: who, proved over the portal's challenge (JWS `vigilot-hello+jws` of {nonce, feed, portal}); where it stands. */
  hello: Type.Object({
    type: literal('hello'),
    workstation: Id,
    proof: Type.String(),
    position: Position,
    /** SHA-256 of the entry at `position`, base64url; at 0 the root's thumbprint. */
    hash: Type.String({ pattern: '^[\\w-]{43}$' }),
    /** Newest tip it verified: shows that the portal signed a position it may have lost. */
    tip: Type.Union([Type.String(), Type.Null()]),
    /** Nonce that the first tip on this connection must sign. */
    nonce: Type.String({ minLength: 16, maxLength: 64 }),
    version: Type.String({ maxLength: 40 }),
    /** Whether a screen can show bulletins here; a headless agent never says `displayed`. */
    headless: Type.Boolean(),
  }),
  /** The verified and committed position: at hello it is implied, then after each commit. */
  delivered: Type.Object({ type: literal('delivered'), position: Position }),
  /**
   * An `UpwardEvent`; here only its number is demanded, because a portal that closed the connection over a bad event would get
   * the same one again for ever: it sets it aside and answers `refused`.
   */
  event: Type.Object({ type: literal('event'), event: Type.Object({ seq: Type.Integer({ minimum: 1 }) }) }),
  /** Asks for a tip over a fresh nonce (after sleep, or when clocks part). */
  nonce: Type.Object({ type: literal('nonce'), nonce: Type.String({ minLength: 16, maxLength: 64 }) }),
  ping: Type.Object({ type: literal('ping') }),
  /** Exact bytes of entries that a restored portal asks back, in order. */
  entries: Type.Object({ type: literal('entries'), entries: Type.Array(Type.String(), { maxItems: 100 }) }),
};

/** Portal to agent. */
export const downward = {
  challenge: Type.Object({
    type: literal('challenge'),
    nonce: Type.String({ minLength: 16 }),
    feed: Type.String(),
    portal: Type.String(),
  }),
  welcome: Type.Object({
    type: literal('welcome'),
    workstation: Id,
    /** Statement signed by the entry key: officine, name, territory (JWS `vigilot-officine+jws`). */
    officine: Type.String(),
    /** Last event sequence it holds of this workstation; the agent resends from the next. */
    lastEvent: Type.Integer({ minimum: 0 }),
    position: Position,
  }),
  entry: Type.Object({ type: literal('entry'), entry: Type.String() }),
  tip: Type.Object({ type: literal('tip'), tip: Type.String() }),
  pong: Type.Object({ type: literal('pong') }),
  /** After the commit only. */
  receipt: Type.Object({
    type: literal('receipt'),
    seq: Type.Integer({ minimum: 1 }),
    /** For `journal-head`: the portal's countersignature (JWS `vigilot-journal+jws`). */
    countersignature: Type.Optional(Type.String()),
  }),
  /** An event set aside, with the reason; the next ones go on. */
  refused: Type.Object({ type: literal('refused'), seq: Type.Integer({ minimum: 1 }), reason: Type.String() }),
  /** A restored portal asks for the entries after `position`. */
  recover: Type.Object({ type: literal('recover'), position: Position }),
  /** Our entry at a position where the agent's differs: the proof of a fork, or an epoch entry that ends it. */
  fork: Type.Object({ type: literal('fork'), entry: Type.String() }),
  /** Signed notice (JWS `vigilot-revoked+jws`), then the connection closes. */
  revoked: Type.Object({ type: literal('revoked'), notice: Type.String() }),
  /** Why the connection closes; unsigned, so it costs the connection and nothing else. */
  bye: Type.Object({ type: literal('bye'), reason: Type.String() }),
};

type FrameOf<T extends Record<string, TSchema>> = { [K in keyof T]: Static<T[K]> }[keyof T];
export type UpwardFrame = FrameOf<typeof upward>;
export type DownwardFrame = FrameOf<typeof downward>;

function reader<T extends Record<string, TSchema>>(schemas: T) {
  const checks = new Map(Object.entries(schemas).map(([type, schema]) => [type, compiled(schema)]));
  return (text: string): FrameOf<T> | null => {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch (cause) {
      throw new FrameError('not JSON', cause);
    }
    const type = (frame as { type?: unknown } | null)?.type;
    if (typeof type !== 'string') throw new FrameError('no type');
    const check = checks.get(type);
    if (check === undefined) return null;
    if (!check.Check(frame)) throw new FrameError(`malformed ${type}`);
    return frame as FrameOf<T>;
  };
}

/** A frame that is not what its type must be. */
export class FrameError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'FrameError';
  }
}

/** Reads a frame from an agent; null for a type this version does not know. Throws `FrameError`. */
export const readUpward = reader(upward);
/** Reads a frame from a portal; null for a type this version does not know. Throws `FrameError`. */
export const readDownward = reader(downward);
