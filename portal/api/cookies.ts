/** The portal's three cookies: the session, the browser that asked for a code, and the browser that signed in before. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KNOWN_BROWSER_MS } from '../access/codes.ts';

const names = { session: 'vigilot_portal', challenge: 'vigilot_code', browser: 'vigilot_browser' } as const;
export type CookieName = keyof typeof names;

/** The code's and the browser's are for the sign-in routes alone; the session ends with the browser, or before by the portal. */
const places = {
  session: { path: '/' },
  challenge: { path: '/v1/session', maxAge: 600 },
  browser: { path: '/v1/session', maxAge: KNOWN_BROWSER_MS / 1000 },
} as const;

export const SESSION_COOKIE = names.session;

export function readCookie(request: FastifyRequest, name: CookieName): string | null {
  return request.cookies[names[name]] || null;
}

/** No script reads it and no other site's page sends it; over TLS it never goes in the clear. */
export function setCookie(reply: FastifyReply, name: CookieName, value: string, secure: boolean): void {
  reply.setCookie(names[name], value, { ...places[name], httpOnly: true, sameSite: 'strict', secure });
}

export function clearCookie(reply: FastifyReply, name: CookieName, secure: boolean): void {
  reply.clearCookie(names[name], { path: places[name].path, httpOnly: true, sameSite: 'strict', secure });
}
