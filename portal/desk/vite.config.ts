import { defineConfig } from 'vite';
import { webMessages } from '../../protocol/messages/web.ts';
import { catalogueMessages } from '../../renderer/build/messages.ts';
import agentDesk from '../../renderer/vite.config.ts';

/** As the agent's desk is built, with the texts of both: the portal's desk is made of its parts. */
export default defineConfig({
  ...agentDesk,
  root: import.meta.dirname,
  plugins: [catalogueMessages(webMessages)],
});
