import type { Operation } from '../api/operations/operation.ts'

/** What a parameter can be; one that is undefined is not sent. */
export type Parameters = Readonly<Record<string, string | number | undefined>>

/** Address of an operation: what stands in its path is put there, the rest into the query string. */
export function addressOf({ path }: Pick<Operation, 'path'>, parameters: Parameters): string {
  const inPath = new Set<string>()
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = parameters[name]
    if (value === undefined) throw new RangeError(`${name} is missing: ${path} needs it`)
    inPath.add(name)
    return encodeURIComponent(plain(value))
  })
  const others = Object.entries(parameters).filter(([name]) => !inPath.has(name))
  return withQuery(filled, Object.fromEntries(others))
}

/** Numbers as plain decimals, as the API wants them: never with an exponent. */
export function withQuery(path: string, query: Parameters): string {
  const fields = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, plain(value)]],
  )
  return fields.length === 0 ? path : `${path}?${new URLSearchParams(fields).toString()}`
}

function plain(value: string | number): string {
  if (typeof value === 'string' || Number.isInteger(value)) return String(value)
  // Twelve significant digits are finer than any bin and stay within the API's 15 decimals.
  const decimals = Math.min(15, Math.max(0, 11 - Math.floor(Math.log10(Math.abs(value)))))
  return value.toFixed(decimals).replace(/\.?0+$/, '')
}
