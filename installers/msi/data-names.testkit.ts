/** For tests: what actions/data-names.h says that the agent makes in its data folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function dataNames(): { readonly names: string[]; readonly folders: string[] } {
  const here = join(import.meta.dirname, 'actions');
  const source = readFileSync(join(here, 'data-names.h'), 'utf8');
  const [, token = ''] = /#define TOKEN_FILE L"([^"]+)"/.exec(readFileSync(join(here, 'data-folder.h'), 'utf8')) ?? [];
  const list = (name: string) => {
    const [, body = ''] = new RegExp(`${name}\\[\\] = \\{([^}]*)\\}`).exec(source) ?? [];
    return [...body.replace('TOKEN_FILE', `L"${token}"`).matchAll(/L"([^"]+)"/g)].map(([, text = '']) => text);
  };
  return { names: list('made_names'), folders: list('made_folders') };
}
