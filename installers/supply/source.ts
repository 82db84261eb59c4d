/** The state of the repository that something is built of. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

export interface Source {
  /** Of git, 40 hexadecimal digits. */
  readonly commit: string;
  /** SHA-256 of what is changed and not committed; null: nothing. */
  readonly changes: string | null;
  /** When it was committed: milliseconds since the epoch. */
  readonly time: number;
}

/** Of the repository at `root`. Throws with what git says where it is none. */
export function sourceOf(root: string): Source {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const changes = git('status', '--porcelain') === '' ? '' : git('diff', 'HEAD', '--binary');
  return {
    commit: git('rev-parse', 'HEAD'),
    changes: changes === '' ? null : createHash('sha256').update(changes).digest('hex'),
    time: Number(git('show', '-s', '--format=%ct', 'HEAD')) * 1000,
  };
}
