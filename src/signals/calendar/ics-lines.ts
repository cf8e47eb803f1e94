/** A content line of an iCalendar file, unfolded. */
export interface ContentLine {
  /** Where it begins, counted from 1. */
  readonly line: number
  /** In capitals, as are the names of parameters. */
  readonly name: string
  readonly parameters: ReadonlyMap<string, string>
  readonly value: string
  /** It is no content line: `value` is all of it. */
  readonly isBroken: boolean
}

/** NAME, then parameters whose values may be quoted, then the value (RFC 5545 3.1). */
const CONTENT =
  /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/s
const PARAMETER = /;([A-Za-z0-9-]+)=("[^"]*"|[^";:,]*)/g

/** The content lines of a file; a line that begins with a blank goes on with the one before. */
export function contentLines(text: string): readonly ContentLine[] {
  const unfolded: { readonly line: number; parts: string[] }[] = []
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((part, i) => {
      const before = unfolded.at(-1)
      if (/^[ \t]/.test(part) && before) before.parts.push(part.slice(1))
      else if (part.trim() !== '') unfolded.push({ line: i + 1, parts: [part] })
    })
  return unfolded.map(({ line, parts }) => contentLine(line, parts.join('')))
}

function contentLine(line: number, text: string): ContentLine {
  const [, name, given = '', value] = CONTENT.exec(text) ?? []
  const parameters = new Map<string, string>()
  if (name === undefined || value === undefined)
    return { line, name: '', parameters, value: text, isBroken: true }
  for (const [, key, quoted] of given.matchAll(PARAMETER))
    parameters.set(key!.toUpperCase(), quoted!.replaceAll('"', ''))
  return { line, name: name.toUpperCase(), parameters, value: value.trim(), isBroken: false }
}
