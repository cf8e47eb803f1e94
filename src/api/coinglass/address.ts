import { API } from '../routes.ts'

/**
 * The address that is meant. The documents begin some with two slashes and others without `/api`, and
 * clients do as they do; others end them with a slash.
 */
export function contractAddress(url: string): string {
  const [path = '', ...query] = url.split('?')
  const meant = path.replace(/^\/{2,}(?=api\/|ws-api)/, '/').replace(/^\/(?=futures\/)/, '/api/')
  if (!/^\/(?:api|ws-api)\//.test(`${meant}/`) || meant.startsWith(`${API}/`)) return url
  return [meant.replace(/(?<=[^/])\/+$/, ''), ...query].join('?')
}
