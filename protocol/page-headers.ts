/** What an answer says to a browser, so that one which is shown, framed or embedded where it should not be does nothing. */

/** Of a desk's screens: their own files, and calls to their own address. No inline script or style, no markup from text. */
export const SCREENS = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Of everything else: it is data, and no page. */
export const DATA = "default-src 'none'; frame-ancestors 'none'";

/** On every answer. */
export const always = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** On the screens' files besides: what of the machine they never ask for. */
export const screenHeaders = {
  'Content-Security-Policy': SCREENS,
  'Permissions-Policy':
    'camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), payment=(), serial=(), usb=()',
} as const;

/** How a screen's file is kept by browsers. */
export const kept = {
  /** Their names change with what is in them, so they can be kept for ever. */
  asset: { maxAge: '365d', immutable: true, acceptRanges: false },
  /** The same name after an update: asked for each time. */
  entry: { cacheControl: false, acceptRanges: false, etag: false, lastModified: false },
} as const;

/** Whether a path below `assets/` is one of a build: no name that begins with a dot, no separator of any system. */
export function isAssetPath(path: string): boolean {
  return path.split('/').every((name) => /^[\w-][\w.-]*$/.test(name));
}
