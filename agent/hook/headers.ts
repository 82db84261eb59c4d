/** What every answer says to a browser, so that one which is shown, framed or embedded where it should not be does nothing. */
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Of the screens: their own files, and calls to their own address. No inline script or style, no markup from text. */
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
};

/** Puts them on every answer of `app`; nothing is kept in caches unless its route said so. */
export function protectAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(always);
    if (!reply.hasHeader('Content-Security-Policy')) reply.header('Content-Security-Policy', DATA);
    if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
  });
}

/** Lets an answer be one of the screens' files. */
export function asScreen(reply: FastifyReply): FastifyReply {
  return reply
    .header('Content-Security-Policy', SCREENS)
    .header(
      'Permissions-Policy',
      'camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), payment=(), serial=(), usb=()',
    );
}
