/** What a comparison page is given to draw: the candles and cells that the product's page shows. */
export interface DrawnMarket {
  readonly bar: number
  /** Open times of the bars and their prices, oldest first. */
  readonly candles: readonly {
    readonly time: number
    readonly open: number
    readonly high: number
    readonly low: number
    readonly close: number
  }[]
  /** Start of the first column of cells; each is one bar long. */
  readonly from: number
  readonly columns: number
  /** Prices between the rows, lowest first: one more than there are rows. */
  readonly edges: readonly number[]
  /** Colours by row, then column, as indices of `palette`; 0 is not drawn. */
  readonly cells: readonly number[]
  /** CSS colours. */
  readonly palette: readonly string[]
  /** What is visible at first: bars by number, and prices. */
  readonly first: number
  readonly last: number
  readonly low: number
  readonly high: number
}

export const readMarket = async (): Promise<DrawnMarket> =>
  (await (await fetch('./market.json')).json()) as DrawnMarket
