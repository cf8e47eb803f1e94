/** A document of this repository, made into HTML by scripts/markdown-page.ts. */
declare module '*.md?page' {
  export const page: {
    readonly html: string
    readonly contents: readonly {
      readonly level: number
      readonly id: string
      readonly text: string
    }[]
  }
}
