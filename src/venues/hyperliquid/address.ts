const ADDRESS = /^0x[0-9a-fA-F]{40}$/

/** An account's address in lower case; undefined for anything else. */
export const readAddress = (value: unknown): string | undefined =>
  typeof value === 'string' && ADDRESS.test(value) ? value.toLowerCase() : undefined
