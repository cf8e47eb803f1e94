/** What the process of the servers says once they listen. */
export interface Ready {
  readonly port: number
  readonly plainPort: number
  /** A tile that is cached, and the same bytes at the plain server. */
  readonly tile: string
  readonly plain: string
  /** All levels of the newest column, and of one a day before. */
  readonly newest: string
  readonly levels: string
  /** Tiles of strips that nobody has asked for. */
  readonly cold: readonly string[]
}
