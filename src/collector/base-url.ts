/** Reads a base URL that takes the place of a venue's own, without its slash at the end. */
export function parseBaseUrl(text: string): { readonly url: string } | { readonly error: string } {
  if (text.length > 2_000) return wrong('at most 2,000 characters')
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return wrong('a URL')
  }
  if (!['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol))
    return wrong('an http, https, ws or wss URL')
  if (url.username !== '' || url.password !== '') return wrong('without a user name or password')
  if (url.search !== '' || url.hash !== '') return wrong('without a query or fragment')
  return { url: url.href.replace(/\/+$/, '') }
}

const wrong = (what: string) => ({ error: `must be ${what}, like http://127.0.0.1:9000` })
