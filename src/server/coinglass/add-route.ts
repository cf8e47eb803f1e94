import type { Asked } from '../../api/coinglass/parameters.ts'

/** Adds an address whose answer is made of what was asked. */
export type AddRoute = (path: string, data: (asked: Asked) => unknown) => void
