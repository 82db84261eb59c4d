declare module 'virtual:messages' {
  /** Every text of the desk, from protocol/messages/desk.ts. */
  export const messages: typeof import('../protocol/messages/desk.ts').deskMessages;
}
