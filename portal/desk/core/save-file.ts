/** Time for the browser to begin: the file is in memory until then. */
const KEPT_MS = 60_000;

/** Hands a file over to whoever works here, under a name that their computer may change. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
