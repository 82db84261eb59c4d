/** The path of a bulletin, or of one of its revisions. */
export function pathOf(id: string, revision: string | null): string {
  return `/v1/bulletins/${encodeURIComponent(id)}${revision === null ? '' : `?revision=${encodeURIComponent(revision)}`}`;
}
