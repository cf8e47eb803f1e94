/** What troubles a venue, by where it comes from; the newest trouble is the one to show. */
export interface Problems {
  set(source: string, text: string | undefined): void
  newest(): string | undefined
}

export function problems(): Problems {
  const texts = new Map<string, string>()
  return {
    set(source, text) {
      if (text !== undefined && texts.get(source) === text) return
      texts.delete(source)
      if (text !== undefined) texts.set(source, text)
    },
    newest: () => [...texts.values()].at(-1),
  }
}
