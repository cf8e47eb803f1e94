/**
 * A value from outside as it may stand in a sentence: short, quoted, on one line and without
 * invisible characters.
 */
export function quoted(value: string): string {
  const short = value.length > 60 ? `${value.slice(0, 60)}…` : value
  return printable(JSON.stringify(short))
}

/** A text whose signs beyond ASCII are written as escapes: they might look like others, or not at all. */
export const printable = (text: string): string =>
  text.replaceAll(/[^\u0020-\u007e…]/g, (sign) => {
    const code = sign.charCodeAt(0).toString(16).padStart(4, '0')
    return `\\u${code}`
  })
