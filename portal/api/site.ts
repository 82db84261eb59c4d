/** Where people open the portal, and whether a question comes from a page of its own. */
import type { FastifyRequest } from 'fastify';
import type { Site } from '../access/passkeys.ts';

/** The portal's site by its setting, else, on its own machine, where it was called. */
export function siteOf(publicUrl: string | undefined, request: FastifyRequest): Site {
  const url = new URL(publicUrl ?? `http://${request.host || 'localhost'}`);
  return { origin: url.origin, host: url.hostname };
}

/**
 * Whether a browser says that a page of this site asks (Fetch Metadata, else the Origin of RFC 6454): what a form or script of
 * another site sends with the person's cookie is not meant by the person.
 */
export function fromOwnPage(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const { 'sec-fetch-site': fetchSite, origin } = request.headers;
  if (fetchSite !== undefined) return fetchSite === 'same-origin';
  return origin === siteOf(publicUrl, request).origin;
}

/** Whether a browser's page asks at all: programs send neither header. */
export function fromPage(request: FastifyRequest): boolean {
  return request.headers['sec-fetch-site'] !== undefined || request.headers.origin !== undefined;
}
