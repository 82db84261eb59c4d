declare module 'virtual:messages' {
  /** Every text of the portal's desk, and of the parts it shares with the agent's (protocol/messages/web.ts). */
  export const messages: typeof import('../../protocol/messages/web.ts').webMessages;
}
