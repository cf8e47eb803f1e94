/** What stands in the place of a secret. */
const HIDDEN = '[secret]'

/** Shorter pieces of an encoded secret stand in too much that is none. */
const SHORTEST_PIECE = 8

/**
 * Takes secrets out of a text, wherever they come from: as they are, in a URL, in JSON, and in Base64,
 * also in the middle of what was encoded. Texts that leave the process pass through here.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.flatMap(formsOf))]
    .filter((form) => form !== '')
    .sort((a, b) => b.length - a.length)
  return (text) => forms.reduce((left, form) => left.replaceAll(form, HIDDEN), text)
}

function formsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const encoded = encodeURIComponent(secret)
  const lower = encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
  const form = new URLSearchParams({ _: secret }).toString().slice(2)
  const pieces = [0, 1, 2].flatMap((offset) => base64Inside(secret, offset))
  return [secret, json, encoded, lower, form, encodeURI(secret), ...pieces]
}

/** The part of a secret's Base64 that does not hang on what stands before and behind it. */
function base64Inside(secret: string, offset: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
  const from = Math.ceil((offset * 8) / 6)
  const piece = bytes.toString('base64').slice(from, Math.floor((bytes.length * 8) / 6))
  if (piece.length < SHORTEST_PIECE) return []
  return [piece, piece.replaceAll('+', '-').replaceAll('/', '_')]
}
