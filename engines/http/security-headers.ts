/** Headers that keep a page to itself. */
import type { MiddlewareHandler } from 'hono'

/** Sets them on every answer. */
export function securityHeaders(): MiddlewareHandler {
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    // Components place themselves by the properties of their elements, which no policy forbids; nothing makes sheets.
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
  return async (context, next) => {
    await next()
    const { headers } = context.res
    headers.set('content-security-policy', policy)
    headers.set('x-content-type-options', 'nosniff')
    headers.set('x-frame-options', 'DENY')
    headers.set('referrer-policy', 'no-referrer')
    headers.set('cross-origin-opener-policy', 'same-origin')
    headers.set('cross-origin-resource-policy', 'same-origin')
    headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=()')
  }
}
