/** What is shown of an alert that a push service brought. */
export interface PushNotice {
  readonly title: string
  readonly body: string
  /** One of the same takes the place of the other. */
  readonly tag: string
  /** Where the page is to be opened: at its own address, whatever the message says. */
  readonly path: string
}

/** Reads a message; a browser takes it amiss where nothing is shown, so that something always is. */
export function readNotice(text: string): PushNotice {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    message = undefined
  }
  const fields: Readonly<Record<string, unknown>> =
    typeof message === 'object' && message !== null ? { ...message } : {}
  const of = (name: string): string => {
    const value = fields[name]
    return typeof value === 'string' ? value : ''
  }
  const view = of('view')
  return {
    title: of('title') || 'Isotherm',
    body: of('text'),
    tag: of('id') || 'alert',
    path: view.startsWith('#') ? `/${view}` : '/',
  }
}
